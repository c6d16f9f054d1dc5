import { thousands } from '../report/terminal/layout.ts';
import type { Io } from './command.ts';

export interface Progress {
  readonly update: (done: number) => void;
  readonly end: () => void;
}

/** Shown only to a person at a terminal, and only for work that takes a while. */
export function progressLine(io: Io, quiet: boolean): Progress {
  if (quiet || !io.stderr.isTTY) return { update: () => {}, end: () => {} };
  const start = io.now().getTime();
  let last = start;
  let shown = false;
  return {
    update(done: number): void {
      const now = io.now().getTime();
      if (now - start < 500 || now - last < 100) return;
      last = now;
      shown = true;
      io.stderr.write(`\r\u001b[K${thousands(done)} resources judged …`);
    },
    end(): void {
      if (shown) io.stderr.write('\r\u001b[K');
      shown = false;
    },
  };
}
