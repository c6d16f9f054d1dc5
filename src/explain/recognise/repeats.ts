import type { Refusal, RefusedSubject } from './refusal.ts';

/**
 * A controller that may not create a pod tries again, under another name each time: what differs in nothing else is one
 * refusal, with all that its repetitions tell of whom it is about.
 */
export function withoutRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
  const kept: Refusal[] = [];
  for (const refusal of refusals) {
    const index = kept.findIndex((one) => sameRefusal(one, refusal));
    const before = kept[index];
    if (before === undefined) kept.push(refusal);
    else kept[index] = { ...before, subject: { ...refusal.subject, ...before.subject } };
  }
  return kept;
}

function sameRefusal(a: Refusal, b: Refusal): boolean {
  return (
    a.refuser === b.refuser &&
    a.stage === b.stage &&
    a.policy === b.policy &&
    a.binding === b.binding &&
    sameSubject(a.subject, b.subject) &&
    JSON.stringify(a.violations) === JSON.stringify(b.violations)
  );
}

/** Nothing that both say may differ, but for the random end of a pod's name. */
function sameSubject(a: RefusedSubject, b: RefusedSubject): boolean {
  const meets = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  const stem = (name: string | undefined): string | undefined => name?.replace(/-[a-z0-9]*$/, '');
  const pods = a.kind === 'Pod' && b.kind === 'Pod';
  return (
    meets(a.kind, b.kind) &&
    meets(a.namespace, b.namespace) &&
    meets(a.creator?.name, b.creator?.name) &&
    (pods ? meets(stem(a.name), stem(b.name)) : meets(a.name, b.name))
  );
}
