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

function namespaceRows({ namespaces, counts }: WhatIf, style: Paint, width: number): string[] {
  const touched = namespaces.filter(isTouched);
  const clean = namespaces.filter((one) => !isTouched(one) && one.workloads > 0);
  const extra = (['allowed', 'unknown', 'excused'] as const).filter((key) => counts[key] > 0);
  const stepped = touched.some((one) => one.steps.length > 0);
  const rows = touched.map((one) => [
    oneLine(one.namespace),
    oneLine(one.owner || '-'),
    ...(stepped ? [stepsText(one)] : [one.enforces || '-']),
    thousands(one.workloads),
    one.refused > 0 ? style.bad(thousands(one.refused)) : '0',
    thousands(one.fields),
    ...extra.map((key) => thousands(one[key])),
  ]);
  const titles = [
    'NAMESPACE',
    'OWNER',
    stepped ? 'STEP' : 'ENFORCES',
    'WORKLOADS',
    'REFUSED',
    'EDITS',
    ...extra.map((key) => key.toUpperCase()),
  ];
  return [
    ...(rows.length === 0 ? [] : columns([titles, ...rows])),
    ...(clean.length === 0 || rows.length === 0 ? [] : cleanLines(clean, width)),
  ];
}

function stepsText({ steps }: NamespaceAnswer): string {
  return steps
    .filter(({ to }) => to !== '')
    .map(({ rollout, from, to }) => `${rollout} ${from.toLowerCase()} → ${to.toLowerCase()}`)
    .join(', ');
}

function cleanLines(clean: readonly NamespaceAnswer[], width: number): string[] {
  const names = clean.slice(0, 12).map((one) => oneLine(one.namespace));
  const more = clean.length > names.length ? ' …' : '';
  return wrap(`${count(clean.length, 'other namespace')} untouched: ${names.join(', ')}${more}`, width);
}

function* workloadSections({ namespaces }: WhatIf, style: Paint, width: number): Generator<string[]> {
  let left = workloadsShown;
  let hidden = 0;
  for (const namespace of namespaces) {
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
