/**
 * Moves the references `$(…)` of a message along with the pattern that autogen wraps (kyverno v1.19
 * pkg/engine/variables/vars.go, FindAndShiftReferences).
 */
export function shiftReferences(message: string, shift: string, pivot: string): string {
  if (!message.includes('$(')) return message;
  let shifted = message;
  for (const [found] of message.matchAll(/^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)/gu)) {
    const reference = found.slice(found.indexOf('$('));
    const before = found.slice(0, found.indexOf('$('));
    const at = pivotOf(reference, pivot);
    shifted = shifted.replace(found, () => before + reference.replaceAll(at, `${at}/${shift}`));
  }
  return shifted;
}

/** A reference into anyPattern names the pattern by its index as well. */
function pivotOf(reference: string, pivot: string): string {
  const index = reference.indexOf(pivot);
  if (pivot !== 'anyPattern' || index < 0) return pivot;
  return `${pivot}/${reference.slice(index + pivot.length + 1).split('/')[0] ?? ''}`;
}
