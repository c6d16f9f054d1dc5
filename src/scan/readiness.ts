import type { Lookup } from '../engine/engine.ts';
import type { Check } from '../engine/pod-security/check.ts';
import type { LevelVersion } from '../engine/pod-security/level-version.ts';
import { fieldText } from '../field.ts';
import { own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import { editText } from './edit-text.ts';
import { nextStep } from './next-step.ts';
import type { BlockedWorkload, Blocker, Edit, Mode, NamespaceReadiness } from './result.ts';

export interface ReadinessOptions {
  /** The names under which the engine judges readiness: `baseline@latest`, `restricted@latest`. */
  readonly policies: Readonly<Record<HeldLevel, string>>;
  /** What a namespace's labels mean, the cluster's defaults filled in. */
  today(labels: unknown): Readonly<Record<Mode, LevelVersion>>;
  isExempt(namespace: string): boolean;
  check(id: string): Check | undefined;
  /** The version that new labels are pinned to. */
  readonly pin: string;
  /** True when a report wants to show each edit with its line; it costs a look-up a field. */
  readonly edits: boolean;
}

type HeldLevel = 'baseline' | 'restricted';

/** Adds up, from verdicts as they fall, how far each namespace can go. */
export class Readiness {
  readonly #options: ReadinessOptions;
  readonly #namespaces: Map<string, Collected> = new Map();

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** A Namespace object of the input: it is listed even when nothing runs in it. */
  namespace(resource: Resource): void {
    this.#of(resource.name).object = resource;
  }

  workload(resource: Resource): void {
    this.#of(resource.namespace).workloads++;
  }

  verdict(verdict: Verdict): void {
    if (verdict.engine !== 'PodSecurity' || verdict.outcome !== 'fail') return;
    const { policies } = this.#options;
    const level =
      verdict.policy === policies.restricted
        ? 'restricted'
        : verdict.policy === policies.baseline
          ? 'baseline'
          : null;
    if (level === null) return;
    const blockers = this.#of(verdict.resource.namespace).blockers[level];
    const workloads = blockers.get(verdict.rule);
    const blocked = this.#blocked(verdict);
    if (workloads) workloads.push(blocked);
    else blockers.set(verdict.rule, [blocked]);
  }

  /** Sorted by name. */
  namespaces(lookup: Lookup): NamespaceReadiness[] {
    return [...this.#namespaces]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, found]) => this.#sum(name, found, lookup));
  }

  #of(name: string): Collected {
    let found = this.#namespaces.get(name);
    if (!found) {
      found = { object: null, workloads: 0, blockers: { baseline: new Map(), restricted: new Map() } };
      this.#namespaces.set(name, found);
    }
    return found;
  }

  #blocked(verdict: Verdict): BlockedWorkload {
    const { apiVersion, kind, namespace, name, origin } = verdict.resource;
    const check = this.#options.check(verdict.rule);
    const edits = this.#options.edits
      ? verdict.fields.map((field) => editOf(verdict.resource, field, check))
      : [];
    return { resource: { apiVersion, kind, namespace, name }, file: origin.file, edits };
  }

  #sum(name: string, { object, workloads, blockers }: Collected, lookup: Lookup): NamespaceReadiness {
    const today = this.#options.today(own(own(lookup.namespace(name), 'metadata'), 'labels'));
    const exempt = this.#options.isExempt(name);
    const passes =
      blockers.restricted.size === 0 && blockers.baseline.size === 0
        ? 'restricted'
        : blockers.baseline.size === 0
          ? 'baseline'
          : 'privileged';
    const readiness = {
      name,
      today,
      source: object && { file: object.origin.file, ...object.origin.start },
      exempt,
      workloads,
      passes,
      blockers: { baseline: this.#list(blockers.baseline), restricted: this.#list(blockers.restricted) },
    } as const;
    return { ...readiness, next: nextStep(readiness, this.#options.pin) };
  }

  #list(blockers: ReadonlyMap<string, readonly BlockedWorkload[]>): Blocker[] {
    return [...blockers].map(([check, workloads]) => ({
      check,
      title: this.#options.check(check)?.title ?? check,
      workloads,
    }));
  }
}

interface Collected {
  object: Resource | null;
  workloads: number;
  readonly blockers: Readonly<Record<HeldLevel, Map<string, BlockedWorkload[]>>>;
}

function editOf(resource: Resource, path: Path, check: Check | undefined): Edit {
  const { object, origin } = resource;
  const place = origin.locate?.(path) ?? origin.start;
  return {
    field: fieldText(object, path),
    line: place.line,
    text: editText(object, path, check?.fix.edit(path) ?? 'choose', check?.fix.text ?? 'change it'),
  };
}
