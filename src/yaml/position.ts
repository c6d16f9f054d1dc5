import type { Position } from '../kube/resource.ts';

/** The line and column of an offset, counted from 1. Lines end as editors see it: with LF, alone or after CR. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const next = text.indexOf('\n', lineStart);
    if (next < 0 || next >= offset) break;
    line++;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
