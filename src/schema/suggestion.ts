/** What may have been meant by an unknown name: the nearest known one, or all of them. */
export function suggestion(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase();
  const best =
    known.find((candidate) => candidate.toLowerCase() === lower) ??
    known.find((candidate) => near(candidate, name));
  return best === undefined ? `known here: ${known.join(', ')}` : `did you mean ${best}?`;
}

/** Whether at most two insertions, deletions or replacements make `b` of `a`. */
function near(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2 || a.length < 4) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return (row[b.length] ?? 9) <= 2;
}
