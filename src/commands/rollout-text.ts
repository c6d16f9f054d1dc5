import type { PlannedStep } from '../rollout/actuate/actuator.ts';
import type { TakenStep } from '../rollout/take-steps.ts';

/** `warn → enforce`, or whom a quarantine excuses. */
export function moveText({ kind, from, to, contracts }: PlannedStep): string {
  if (kind !== 'Quarantine') return `${from.toLowerCase()} → ${to.toLowerCase()}`;
  const workloads = contracts.flatMap(({ spec }) => spec.subjects.map((one) => `${one.kind}/${one.name}`));
  return `${workloads.join(', ')} excused for 72 hours`;
}

/**
 * What steps did. Proposals that are but diffs share a line when the same is to be said of them; with `diffs` each has its
 * own, with its diff.
 */
export function takenTexts(taken: readonly TakenStep[], diffs: boolean): string[] {
  const alike = Map.groupBy(taken, (one) =>
    one.taken.diff === undefined || diffs
      ? one.step.id
      : `${moveText(one.step)}, ${one.taken.state}: ${one.why}`,
  );
  return [...alike].map(([what, ones]) => {
    const [first] = ones as [TakenStep];
    if (first.taken.diff === undefined || diffs) return takenText(first);
    return `  ${sharedText(
      ones.map(({ step }) => step.namespace),
      what,
    )}`;
  });
}

const namesShown = 12;

/** One line for namespaces of which the same is to be said, and who they are. */
export function sharedText(names: readonly string[], what: string): string {
  if (names.length === 1) return `${names[0]}: ${what}\n`;
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).join(', ');
  return `${names.length} namespaces: ${what}\n    ${shown}${more > 0 ? ` and ${more} more` : ''}\n`;
}

/** What a step wrote, and how to undo it. */
export function takenText({ step, taken, why }: TakenStep): string {
  const wrote = `${taken.wrote}${taken.diff ?? ''}`.trimEnd();
  const lines = [
    `  ${step.namespace}: ${moveText(step)}, ${taken.state}: ${why}`,
    ...(wrote === '' ? [] : wrote.split('\n').map((line) => `    ${line}`)),
  ];
  if (taken.undo !== '') lines.push(`    to undo: ${taken.undo}`);
  return `${lines.join('\n')}\n`;
}
