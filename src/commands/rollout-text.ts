import type { PlannedStep } from '../rollout/actuate/actuator.ts';
import type { TakenStep } from '../rollout/take-steps.ts';

/** `warn → enforce`, or whom a quarantine excuses. */
export function moveText({ kind, from, to, contracts }: PlannedStep): string {
  if (kind !== 'Quarantine') return `${from.toLowerCase()} → ${to.toLowerCase()}`;
  const workloads = contracts.flatMap(({ spec }) => spec.subjects.map((one) => `${one.kind}/${one.name}`));
  return `${workloads.join(', ')} excused for 72 hours`;
}

/** What a step wrote, and how to undo it. */
export function takenText({ step, taken, why }: TakenStep): string {
  const lines = [
    `  ${step.namespace}: ${moveText(step)}, ${taken.state}: ${why}`,
    ...taken.wrote
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
  ];
  if (taken.undo !== '') lines.push(`    to undo: ${taken.undo}`);
  return `${lines.join('\n')}\n`;
}
