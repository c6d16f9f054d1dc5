import type { Io, Output } from './command.ts';

/** https://no-color.org, and FORCE_COLOR for logs that show colours. */
export function wantsColour({ env }: Io, stream: Output): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  return forced === '' ? stream.isTTY : forced !== '0';
}
