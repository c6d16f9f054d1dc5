/** The diff of two texts that differ in one stretch, as `diff -u` writes it: enough for labels. */
export function unifiedDiff(file: string, before: string | null, after: string): string {
  const old = before === null ? [] : lines(before);
  const now = lines(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail))
    tail++;
  if (head === old.length && head === now.length) return '';
  const from = Math.max(0, head - context);
  const removed = old.slice(head, old.length - tail);
  const added = now.slice(head, now.length - tail);
  const after_ = old.slice(old.length - tail, old.length - tail + context);
  const before_ = old.slice(from, head);
  const size = before_.length + after_.length;
  return [
    `--- ${before === null ? '/dev/null' : `a/${file}`}`,
    `+++ b/${file}`,
    `@@ -${old.length === 0 ? 0 : from + 1},${size + removed.length} +${from + 1},${size + added.length} @@`,
    ...before_.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...after_.map((line) => ` ${line}`),
    '',
  ].join('\n');
}

const context = 3;

function lines(text: string): string[] {
  const split = text.split('\n');
  if (split.at(-1) === '') split.pop();
  return split;
}
