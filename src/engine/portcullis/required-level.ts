import { type Json, own } from '../../kube/json.ts';
import { everything, type Selector } from '../../kube/selector.ts';
import type { Level } from '../pod-security/level.ts';
import { compareLevels, parseLevel } from '../pod-security/level.ts';
import type { Finding, Rule } from './rule.ts';

/** The level that a class of namespace must carry, as `namespaces:` of portcullis.yaml says. */
export interface RequiredLevel {
  /** Missing: every namespace. */
  readonly selector?: Selector;
  readonly require: {
    readonly enforce?: Level;
    readonly audit?: Level;
    readonly warn?: Level;
    /** The version each of these modes must be pinned to. */
    readonly version?: string;
  };
}

const prefix = 'pod-security.kubernetes.io/';
const modes = ['enforce', 'audit', 'warn'] as const;

/** The only rule of these that fails a gate: an organisation asked for it. The first entry that selects decides. */
export function requiredLevel(required: readonly RequiredLevel[]): Rule {
  return {
    id: 'namespace-required-level',
    title: 'Namespace misses the level its class must carry',
    severity: 'high',
    help: 'Write the labels that the message names. The class and its level stand under `namespaces` in portcullis.yaml.',
    judge({ object }): readonly Finding[] {
      const labels = own(own(object, 'metadata'), 'labels');
      const entry = required.find(({ selector }) => (selector ?? everything).matches(labels));
      return entry ? missing(entry.require, labels) : [];
    },
  };
}

function missing(require: RequiredLevel['require'], labels: Json | undefined): Finding[] {
  const write: string[] = [];
  const fields: string[][] = [];
  for (const mode of modes) {
    const wanted = require[mode];
    if (wanted === undefined) continue;
    const found = parseLevel(text(own(labels, prefix + mode))) ?? 'privileged';
    if (compareLevels(found, wanted) < 0) note(prefix + mode, wanted);
    const versionKey = `${prefix}${mode}-version`;
    if (require.version !== undefined && text(own(labels, versionKey)) !== require.version) {
      note(versionKey, require.version);
    }
  }
  if (write.length === 0) return [];
  return [{ message: `must carry the labels ${write.join(', ')}`, fields, stage: 'enforce' }];

  function note(key: string, value: string): void {
    write.push(`${key}=${value}`);
    fields.push(['metadata', 'labels', key]);
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
