import type { RolloutStatus } from '../../rollout/status.ts';
import { oneLine } from '../terminal/layout.ts';
import { cleanText, coverageText, gateText } from './gate-text.ts';

/** `rollout status` for a comment on a pull request or a wiki page. */
export function statusMarkdown(statuses: readonly RolloutStatus[]): string {
  return statuses
    .map((status) => {
      const { rollout, policies, counts, namespaces } = status;
      const notes = [
        status.problem,
        status.paused === '' ? '' : `Paused: ${status.paused}.`,
        ...status.unreadable.map((text) => `A contract that cannot be read excuses nothing: ${text}`),
      ].filter((note) => note !== '');
      return [
        `## ${rollout}`,
        '',
        `${policies.join(', ')} · ${counts.Audit} at audit, ${counts.Warn} at warn, **${counts.Enforce} enforced**`,
        '',
        ...notes.flatMap((note) => [cell(note), '']),
        '| namespace | stage | clean | coverage | gate |',
        '| --- | --- | --- | --- | --- |',
        ...namespaces.map(
          (one) =>
            `| ${cell(one.namespace)} | ${one.stage} | ${cleanText(one)} | ${coverageText(one)} | ${cell(gateText(one))} |`,
        ),
        '',
      ].join('\n');
    })
    .join('\n');
}

function cell(text: string): string {
  return oneLine(text).replaceAll(/[\\|<>[\]`*_]/g, '\\$&');
}
