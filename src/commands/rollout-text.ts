import type { TakenStep } from '../rollout/take-steps.ts';

/** What a step wrote, and how to undo it. */
export function takenText({ step, taken, why }: TakenStep): string {
  const lines = [
    `  ${step.namespace}: ${step.from.toLowerCase()} → ${step.to.toLowerCase()}, ${taken.state}: ${why}`,
    ...taken.wrote
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
  ];
  if (taken.undo !== '') lines.push(`    to undo: ${taken.undo}`);
  return `${lines.join('\n')}\n`;
}
