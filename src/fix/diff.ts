/** One run of changed lines, with up to three unchanged ones around it. */
interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

/** How the lines of a diff are shown: `+` and `-` lines, `@@` lines, and the two file lines. */
export interface DiffColours {
  added(line: string): string;
  removed(line: string): string;
  place(line: string): string;
  file(line: string): string;
}

export const plainDiff: DiffColours = {
  added: (line) => line,
  removed: (line) => line,
  place: (line) => line,
  file: (line) => line,
};

const around = 3;

/**
 * A unified diff, which `patch` and `git apply` read; '' when there is none. The texts may be a part of the file that
 * begins at `firstLine`.
 */
export function unifiedDiff(
  file: string,
  before: string,
  after: string,
  colours: DiffColours = plainDiff,
  firstLine = 1,
): string {
  if (before === after) return '';
  const hunks = hunksOf(linesOf(before), linesOf(after));
  const lines = [colours.file(`--- a/${file}`), colours.file(`+++ b/${file}`)];
  for (const hunk of hunks) {
    const old = hunk.lines.filter((line) => !line.startsWith('+')).length;
    const now = hunk.lines.filter((line) => !line.startsWith('-')).length;
    lines.push(
      colours.place(
        `@@ -${hunk.oldStart + firstLine - 1},${old} +${hunk.newStart + firstLine - 1},${now} @@`,
      ),
    );
    for (const line of hunk.lines) {
      const [first = '', ending] = line.endsWith('\n')
        ? [line.slice(0, -1)]
        : [line, '\\ No newline at end of file'];
      lines.push(
        first.startsWith('+') ? colours.added(first) : first.startsWith('-') ? colours.removed(first) : first,
      );
      if (ending !== undefined) lines.push(ending);
    }
  }
  return `${lines.join('\n')}\n`;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Fixes touch few lines of a long file, so lines are matched greedily: the next line of the one side that the other
 * has within reach. Not always the shortest diff, always a right one.
 */
function hunksOf(old: readonly string[], now: readonly string[]): Hunk[] {
  const changes: { oldAt: number; newAt: number; removed: number; added: number }[] = [];
  let oldAt = 0;
  let newAt = 0;
  while (oldAt < old.length || newAt < now.length) {
    if (oldAt < old.length && old[oldAt] === now[newAt]) {
      oldAt++;
      newAt++;
      continue;
    }
    const { removed, added } = nextCommon(old, oldAt, now, newAt);
    changes.push({ oldAt, newAt, removed, added });
    oldAt += removed;
    newAt += added;
  }
  const hunks: Hunk[] = [];
  for (let index = 0; index < changes.length; ) {
    let last = index;
    while (last + 1 < changes.length && gapAfter(changes[last], changes[last + 1]) <= around * 2) last++;
    hunks.push(hunkOf(old, now, changes.slice(index, last + 1)));
    index = last + 1;
  }
  return hunks;
}

type Change = { oldAt: number; newAt: number; removed: number; added: number };

function gapAfter(change: Change | undefined, next: Change | undefined): number {
  return change === undefined || next === undefined
    ? Number.POSITIVE_INFINITY
    : next.oldAt - change.oldAt - change.removed;
}

/** How many lines to skip on both sides, in all as few as possible, to come to a line that both have. */
function nextCommon(
  old: readonly string[],
  oldAt: number,
  now: readonly string[],
  newAt: number,
): { removed: number; added: number } {
  const most = old.length - oldAt + (now.length - newAt);
  for (let sum = 1; sum < most; sum++) {
    for (
      let added = Math.min(sum, now.length - newAt);
      added >= Math.max(0, sum - (old.length - oldAt));
      added--
    ) {
      const line = old[oldAt + sum - added];
      if (line !== undefined && line === now[newAt + added]) return { removed: sum - added, added };
    }
  }
  return { removed: old.length - oldAt, added: now.length - newAt };
}

function hunkOf(old: readonly string[], now: readonly string[], changes: readonly Change[]): Hunk {
  const first = changes[0] as Change;
  const start = Math.max(0, first.oldAt - around);
  const lines = old.slice(start, first.oldAt).map((line) => ` ${line}`);
  let at = first.oldAt;
  for (const { oldAt, newAt, removed, added } of changes) {
    lines.push(...old.slice(at, oldAt).map((line) => ` ${line}`));
    lines.push(...old.slice(oldAt, oldAt + removed).map((line) => `-${line}`));
    lines.push(...now.slice(newAt, newAt + added).map((line) => `+${line}`));
    at = oldAt + removed;
  }
  lines.push(...old.slice(at, at + around).map((line) => ` ${line}`));
  return { oldStart: start + 1, newStart: first.newAt - (first.oldAt - start) + 1, lines };
}
