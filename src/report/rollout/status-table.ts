import { manyRestarts, type NamespaceStatus, type RolloutStatus } from '../../rollout/status.ts';
import { columns, count, oneLine } from '../terminal/layout.ts';
import { type Paint, paint } from '../terminal/paint.ts';
import { cleanText, coverageText, gateText } from './gate-text.ts';

/** `rollout status` for people. */
export function statusTable(statuses: readonly RolloutStatus[], colour: boolean): string {
  const style = paint(colour);
  return statuses.map((status) => oneRollout(status, style)).join('\n');
}

function oneRollout(status: RolloutStatus, style: Paint): string {
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
  if (status.templatesOnly)
    lines.push(
      style.warn(
        'templates only: what webhooks inject was never seen, so every step is proposed and none is taken by itself',
      ),
      '  see pods as they run: portcullis evidence import --audit-log FILE',
    );
  if (status.namespaces.length === 0) return `${[...lines, 'no namespace is selected'].join('\n')}\n`;
  const rows = [
    ['NAMESPACE', 'STAGE', 'CLEAN', 'COVERAGE', 'GATE'],
    ...status.namespaces.map((one) => [
      one.namespace,
      one.stage.toLowerCase(),
      cleanText(one),
      coverageText(one),
      painted(one, style),
    ]),
  ];
  lines.push('', ...columns(rows));
  const stuck = status.namespaces.filter((one) => one.restarts.count >= manyRestarts);
  if (stuck.length > 0) lines.push('');
  for (const { namespace, restarts } of stuck)
    lines.push(
      `${namespace}: the window began anew ${count(restarts.count, 'time')}, by ${restarts.by.join(', ')}`,
      `  excuse what exists for a time and enforce the rest: portcullis rollout grandfather ${rollout} ${namespace}`,
    );
  return `${lines.join('\n')}\n`;
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

function painted(status: NamespaceStatus, style: Paint): string {
  const text = oneLine(gateText(status));
  if (status.blockers.length > 0) return style.bad(text);
  if (status.unknown.length > 0) return style.warn(text);
  return status.gate === 'Pass' ? style.good(text) : text;
}
