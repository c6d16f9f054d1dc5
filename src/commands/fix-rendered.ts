import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fieldText } from '../field.ts';
import { decidedByValues } from '../fix/chart-values.ts';
import type { PlacedFinding } from '../fix/fix-document.ts';
import { fixFile } from '../fix/fix-file.ts';
import { patchFor } from '../fix/patch-for.ts';
import type { FixPolicy } from '../fix/plan.ts';
import { at, own } from '../kube/json.ts';
import { count } from '../report/terminal/layout.ts';
import type { ReadOptions } from '../source/inputs.ts';
import { renderKustomization } from '../source/render.ts';
import type { ChartUnit, KustomizeUnit } from '../source/unit.ts';
import { Unreadable } from '../source/unreadable.ts';
import { readYaml } from '../yaml/document.ts';

/** A finding that is mended in a file, in words that are the same in what is built from it. */
export function mendedKey({ resource, check, field }: PlacedFinding): string {
  const value = at(resource.object, field);
  return [
    resource.kind,
    resource.name,
    check.id,
    fieldText(resource.object, field),
    JSON.stringify(value ?? null),
  ].join('\n');
}

/** What a kustomization builds is not edited: the patch to add is named, for what no file of it that we mend decides. */
export function kustomizeHint(
  unit: KustomizeUnit,
  policy: FixPolicy,
  mended: ReadonlySet<string>,
  options: ReadOptions,
): Promise<readonly string[]> {
  return renderKustomization(unit, options).then(
    (bytes) =>
      patches(unit, fixFile(unit.path, bytes, { ...policy, beyond: false }, new Map()).documents, mended),
    (error: unknown) => {
      if (!(error instanceof Unreadable)) throw error;
      return [`${unit.path}: what it builds was not looked at: ${error.message}`];
    },
  );
}

function patches(
  unit: KustomizeUnit,
  documents: ReturnType<typeof fixFile>['documents'],
  mended: ReadonlySet<string>,
): readonly string[] {
  const lines: string[] = [];
  let fields = 0;
  for (const { fixed, left } of documents) {
    const open = [...fixed, ...left.map(({ finding }) => finding)].filter(
      (finding) => finding.safe.length > 0 && !mended.has(mendedKey(finding)),
    );
    const [first] = open;
    if (first === undefined) continue;
    const patch = patchFor(
      first.resource,
      open.flatMap(({ safe }) => safe),
    );
    fields += open.length;
    lines.push(
      ...(patch === undefined
        ? [
            `    # ${first.resource.kind}/${first.resource.name}: ${open.map(({ check }) => check.id).join(', ')}`,
          ]
        : patch.split('\n').map((line) => `    ${line}`)),
    );
  }
  if (lines.length === 0) return [];
  return [
    `${unit.path}: what a kustomization builds is not edited; ${count(fields, 'field')} of it can be set there:`,
    '  patches:',
    ...lines,
  ];
}

/** A chart is not edited: the values that decide are named, where its templates say so plainly. */
export function chartHint({ path, files }: ChartUnit, cwd: string, level: string): readonly string[] {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(resolve(cwd, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  const values = new Map<
    string,
    { readonly of: 'pod' | 'container'; readonly field: string; readonly at: string[] }
  >();
  for (const file of files
    .filter((one) => one.includes('/templates/') || one.startsWith('templates/'))
    .slice(0, most))
    for (const { line, value, field, of } of decidedByValues(read(file) ?? '')) {
      const known = values.get(value) ?? { of, field, at: [] };
      values.set(value, known);
      known.at.push(`${file}:${line}`);
    }
  if (values.size === 0)
    return [
      `${path}: a Helm chart is not edited, and its templates take nothing of this from the values; mend the templates`,
    ];
  const defaults = valuesOf(read(`${path}/values.yaml`) ?? '');
  const lines = [...values].map(([value, { of, field, at: places }]) => {
    const want = wanted(of, field, level, at(defaults, value.split('.')));
    return `    ${value}: ${want}   # ${places.slice(0, 3).join(', ')}`;
  });
  return [`${path}: a Helm chart is not edited; these of its values decide, and have to say:`, ...lines];
}

/** So many templates are looked at. */
const most = 500;

function valuesOf(text: string): ReturnType<typeof readYaml>['value'] {
  try {
    return readYaml(text).value;
  } catch {
    return null;
  }
}

/** What a value has to say, as far as the level has one answer and the default does not give it. */
function wanted(of: 'pod' | 'container', field: string, level: string, now: unknown): string {
  const whole = (required[of] as Readonly<Record<string, readonly string[]>>)[level] ?? [];
  const said = (key: string): unknown => own(now as never, key);
  switch (field) {
    case 'securityContext': {
      const missing = whole.filter((text) => said(text.split(':', 1)[0] ?? '') === undefined);
      return missing.length > 0
        ? `{${missing.join(', ')}}`
        : whole.length > 0
          ? 'what it says by default, or as strict'
          : 'nothing that the level forbids';
    }
    case 'runAsUser':
      return level === 'restricted' ? 'a user other than 0' : 'anything';
    case 'runAsNonRoot':
      return level === 'restricted' ? 'true' : 'anything';
    case 'seccompProfile':
      return '{type: RuntimeDefault}';
    case 'capabilities':
      return level === 'restricted' ? '{drop: [ALL]}' : 'nothing that the level forbids';
    default:
      return 'false';
  }
}

const required = {
  pod: { restricted: ['runAsNonRoot: true', 'seccompProfile: {type: RuntimeDefault}'] },
  container: { restricted: ['allowPrivilegeEscalation: false', 'capabilities: {drop: [ALL]}'] },
} as const;
