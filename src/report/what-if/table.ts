import type { Change, NamespaceAnswer, WhatIf, WorkloadAnswer } from '../../rollout/what-if/answer.ts';
import { columns, count, oneLine, thousands, wrap } from '../terminal/layout.ts';
import { type Paint, paint } from '../terminal/paint.ts';

/** The workloads that a screen holds; the other formats have them all. */
const workloadsShown = 12;

/** `whatif` for people. */
export function whatIfTable(answer: WhatIf, colour: boolean, width: number): string {
  const style = paint(colour);
  const sections = [
    head(answer, style, width),
    namespaceRows(answer, style, width),
    ...workloadSections(answer, style, width),
    notes(answer, style, width),
    conclusion(answer, style, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ question, basis, counts }: WhatIf, style: Paint, width: number): string[] {
  const judged = `${count(counts.workloads, 'workload')} in ${count(counts.namespaces, 'namespace')}`;
  return [style.bold(question), ...wrap(oneLine(`${judged}, from ${basis}`), width)];
}

function isTouched({ concerned, excused }: NamespaceAnswer): boolean {
  return concerned + excused > 0;
}

function namespaceRows(answer: WhatIf, style: Paint, width: number): string[] {
  const { namespaces } = answer;
  const clean = namespaces.filter((one) => !isTouched(one) && one.workloads > 0);
  const steps = namespaces.some((one) => one.steps.length > 0);
  const rows = steps ? stepRows(namespaces, style) : countRows(answer, style);
  if (rows.length < 2) return [];
  return [...columns(rows), ...(clean.length === 0 ? [] : cleanLines(clean, width))];
}

function countRows({ namespaces, counts }: WhatIf, style: Paint): string[][] {
  const extra = (['allowed', 'unknown', 'excused'] as const).filter((key) => counts[key] > 0);
  const titles = ['NAMESPACE', 'OWNER', 'ENFORCES', 'WORKLOADS', 'REFUSED', 'EDITS'];
  return [
    [...titles, ...extra.map((key) => key.toUpperCase())],
    ...namespaces
      .filter(isTouched)
      .map((one) => [
        oneLine(one.namespace),
        oneLine(one.owner || '-'),
        one.enforces || '-',
        thousands(one.workloads),
        refusedText(one.refused, style),
        thousands(one.fields),
        ...extra.map((key) => thousands(one[key])),
      ]),
  ];
}

/** A row for each step that is left and would refuse something in the end; those that do so next come first. */
function stepRows(namespaces: readonly NamespaceAnswer[], style: Paint): string[][] {
  const left = namespaces.flatMap(({ namespace, owner, steps, workloads }) =>
    steps.filter(({ refused }) => refused > 0).map((step) => ({ namespace, owner, workloads, ...step })),
  );
  return [
    ['NAMESPACE', 'OWNER', 'ROLLOUT', 'NEXT STEP', 'REFUSED'],
    ...left
      .toSorted((a, b) => Number(b.to === 'Enforce') - Number(a.to === 'Enforce'))
      .map(({ namespace, owner, rollout, from, to, refused, workloads }) => [
        oneLine(namespace),
        oneLine(owner || '-'),
        rollout,
        `${from.toLowerCase()} → ${to.toLowerCase()}`,
        `${refusedText(refused, style)} of ${thousands(workloads)}`,
      ]),
  ];
}

function bitesNext({ steps }: NamespaceAnswer): boolean {
  return steps.some(({ to, refused }) => to === 'Enforce' && refused > 0);
}

function refusedText(refused: number, style: Paint): string {
  return refused > 0 ? style.bad(thousands(refused)) : '0';
}

function cleanLines(clean: readonly NamespaceAnswer[], width: number): string[] {
  const names = clean.slice(0, 12).map((one) => oneLine(one.namespace));
  const more = clean.length > names.length ? ' …' : '';
  return wrap(`${count(clean.length, 'other namespace')} untouched: ${names.join(', ')}${more}`, width);
}

function* workloadSections({ namespaces }: WhatIf, style: Paint, width: number): Generator<string[]> {
  let left = workloadsShown;
  let hidden = 0;
  for (const namespace of namespaces.toSorted((a, b) => Number(bitesNext(b)) - Number(bitesNext(a)))) {
    const some = namespace.affected.slice(0, left);
    left -= some.length;
    hidden += namespace.concerned - some.length;
    if (some.length > 0)
      yield [
        style.bold(oneLine(namespace.namespace)),
        ...some.flatMap((workload) => workloadLines(workload, style, width)),
      ];
  }
  if (hidden > 0)
    yield wrap(
      `… and ${count(hidden, 'workload')} more: -n NAMESPACE shows one namespace, -o json or -o markdown all.`,
      width,
    );
}

function workloadLines(workload: WorkloadAnswer, style: Paint, width: number): string[] {
  const { kind, name, owner, file, changes, command } = workload;
  const where = [owner, file].filter((text) => text !== '').map(oneLine);
  return [
    `  ${oneLine(`${kind}/${name}`)}${where.length === 0 ? '' : `  ${style.dim(where.join('  '))}`}`,
    ...changes.flatMap((change) => changeLines(change, style, width)),
    ...(command === '' ? [] : [`    ${style.good(oneLine(command))}`]),
  ];
}

function changeLines(change: Change, style: Paint, width: number): string[] {
  const { effect, engine, policy, rule, message, fields, contracts, stage, rollout } = change;
  const about = [
    effect === 'allowed' ? 'no longer refused' : effect === 'unknown' ? 'cannot be told' : '',
    stage === null ? '' : `at ${stage} today`,
    rollout === null ? '' : rollout,
    contracts.length === 0 ? '' : `excused by ${contracts.join(', ')}`,
  ].filter((text) => text !== '');
  const name = engine === 'PodSecurity' ? rule : [policy, rule].filter((text) => text !== '').join(' / ');
  const title = `    ${oneLine(name)}${about.length === 0 ? '' : style.dim(` (${oneLine(about.join('; '))})`)}`;
  const said = fields.filter(({ write }) => write !== '');
  const body =
    effect === 'refused' && said.length > 0
      ? said.map(({ line, write }) => `${line === null ? '' : `${line}: `}${write}`)
      : effect === 'allowed'
        ? []
        : [message, ...fields.map(({ line, field }) => `${line === null ? '' : `${line}: `}${field}`)];
  return [title, ...body.flatMap((text) => wrap(oneLine(text), width, '      '))];
}

function notes({ notes: texts, problems }: WhatIf, style: Paint, width: number): string[] {
  return [
    ...problems.flatMap((text) => wrap(oneLine(text), width).map(style.bad)),
    ...texts.flatMap((text) => wrap(oneLine(text), width)),
  ];
}

function conclusion({ exitCode, conclusion: text }: WhatIf, style: Paint, width: number): string[] {
  const painted = exitCode === 0 ? style.good : exitCode === 2 ? style.warn : style.bad;
  return wrap(oneLine(text), width).map((line) => style.bold(painted(line)));
}
