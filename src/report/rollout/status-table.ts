import { manyRestarts, type NamespaceStatus, type RolloutStatus } from '../../rollout/status.ts';
import { columns, count, oneLine, wrap } from '../terminal/layout.ts';
import { type Paint, paint } from '../terminal/paint.ts';
import { cleanText, coverageText, gateText } from './gate-text.ts';

/**
 * `rollout status` for people. With a `width`, which a terminal has, lines are wrapped and namespaces of which the same is
 * to be said share a row; without one each has a line of its own, for grep.
 */
export function statusTable(
  statuses: readonly RolloutStatus[],
  colour: boolean,
  width: number | null,
): string {
  const style = paint(colour);
  return statuses.map((status) => oneRollout(status, style, width)).join('\n');
}

function oneRollout(status: RolloutStatus, style: Paint, width: number | null): string {
  const { rollout, policies, mode, wave, window, counts } = status;
  const facts = [
    policies.join(', '),
    `mode ${mode}${status.suspended ? ', suspended' : ''}`,
    wave === null ? '' : `wave ${wave.number}/${wave.of} ${wave.name}`,
    window.open
      ? ''
      : `${window.reason}${window.opensAt === null ? '' : `, opens ${window.opensAt.slice(0, 16)}Z`}`,
  ].filter((fact) => fact !== '');
  const lines = [`${style.bold(rollout)}   ${facts.join('   ')}`, ladder(counts, style)];
  if (status.problem !== '') lines.push(style.bad(`cannot decide: ${status.problem}`));
  if (status.paused !== '') lines.push(style.bad(`paused: ${status.paused}`));
  if (status.unreadable.length > 0)
    lines.push(
      style.bad('contracts that cannot be read excuse nothing:'),
      ...status.unreadable.map((text) => `  ${oneLine(text)}`),
    );
  if (status.templatesOnly)
    lines.push(
      ...wrapped(
        'templates only: what webhooks inject was never seen, so every step is proposed and none is taken by itself',
        width,
      ).map(style.warn),
      '  see pods as they run: portcullis evidence import --audit-log FILE',
    );
  if (status.namespaces.length === 0) return `${[...lines, 'no namespace is selected'].join('\n')}\n`;
  lines.push('', ...namespaceRows(status.namespaces, style, width));
  const stuck = status.namespaces.filter((one) => one.restarts.count >= manyRestarts);
  if (stuck.length > 0) lines.push('');
  for (const { namespace, restarts } of stuck)
    lines.push(
      `${namespace}: the window began anew ${count(restarts.count, 'time')}, by ${restarts.by.join(', ')}`,
      `  excuse what exists for a time and enforce the rest: portcullis rollout grandfather ${rollout} ${namespace}`,
    );
  return `${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number | null): string[] {
  return width === null ? [text] : wrap(text, width);
}

function ladder(counts: RolloutStatus['counts'], style: Paint): string {
  const rungs = [
    counts.None > 0 ? `not begun ${counts.None}` : '',
    `audit ${counts.Audit}`,
    `warn ${counts.Warn}`,
    `enforce ${style.good(String(counts.Enforce))}`,
    counts.aside > 0 ? `aside ${counts.aside}` : '',
  ];
  return `  ${rungs.filter((rung) => rung !== '').join('   ')}`;
}

function namespaceRows(namespaces: readonly NamespaceStatus[], style: Paint, width: number | null): string[] {
  const groups = width === null ? namespaces.map((one) => [one]) : alike(namespaces);
  const rows = groups.map((group) => {
    const first = group[0] as NamespaceStatus;
    const many = group.length > 1;
    return {
      cells: [
        many ? count(group.length, 'namespace') : first.namespace,
        first.stage.toLowerCase(),
        many ? '' : cleanText(first),
        many ? '' : coverageText(first),
        oneLine(gateText(first)),
      ],
      paint: painter(first, style),
      names: many ? namesText(group) : '',
    };
  });
  const head = ['NAMESPACE', 'STAGE', 'CLEAN', 'COVERAGE', 'GATE'];
  const aligned = columns([head, ...rows.map(({ cells }) => [...cells.slice(0, -1), ''])]);
  const [title = '', ...starts] = columns([head, ...rows.map(({ cells }) => cells)]);
  const indent = title.length - 'GATE'.length;
  if (width === null)
    return [title, ...starts.map((line, index) => colouredGate(line, indent, rows[index]?.paint))];
  return [
    title,
    ...rows.flatMap(({ cells, paint: painted, names }, index) => {
      const [first = '', ...rest] = wrap(
        cells.at(-1) ?? '',
        Math.max(width, indent + 24),
        ' '.repeat(indent),
      );
      const start = (aligned[index + 1] ?? '').padEnd(indent);
      return [
        `${start}${painted(first.slice(indent))}`,
        ...rest.map((line) => painted(line)),
        ...(names === '' ? [] : wrap(names, width, '  ').map(style.dim)),
      ];
    }),
  ];
}

/** The screen is for what to do; who wants every name asks for one rollout piped, or as JSON. */
function namesText(group: readonly NamespaceStatus[]): string {
  const names = group.slice(0, namesShown).map((one) => one.namespace);
  const rest = group.length - names.length;
  return rest > 0 ? `${names.join(' ')} … and ${rest} more` : names.join(' ');
}

const namesShown = 20;

function colouredGate(line: string, indent: number, painted: ((text: string) => string) | undefined): string {
  return `${line.slice(0, indent)}${painted?.(line.slice(indent)) ?? line.slice(indent)}`;
}

/** Namespaces of which more than three have the very same to say share a row. What needs a person comes first. */
function alike(namespaces: readonly NamespaceStatus[]): NamespaceStatus[][] {
  const groups = Map.groupBy(namespaces, (one) => `${one.stage}\n${gateText(one)}`);
  return [...groups.values()]
    .flatMap((group) => (group.length > 3 ? [group] : group.map((one) => [one])))
    .sort((a, b) => urgency(a[0]) - urgency(b[0]) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf([first]: readonly NamespaceStatus[]): string {
  return first?.namespace ?? '';
}

function urgency(status: NamespaceStatus | undefined): number {
  if (status === undefined) return 0;
  if (status.blockers.length > 0) return 0;
  if (status.action !== 'Hold') return 1;
  if (status.unknown.length > 0) return 2;
  return status.stage === 'Enforce' ? 4 : 3;
}

function painter(status: NamespaceStatus, style: Paint): (text: string) => string {
  if (status.blockers.length > 0) return style.bad;
  if (status.unknown.length > 0) return style.warn;
  return status.gate === 'Pass' ? style.good : (text) => text;
}
