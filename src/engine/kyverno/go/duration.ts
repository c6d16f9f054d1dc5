import { type Duration, parseDuration } from '../../../kube/duration.ts';

/** The duration, or null when `text` is none. Most texts of a manifest are told apart by their ends alone. */
export function durationOf(text: string): Duration | null {
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && first !== 0x2b && first !== 0x2d && first !== 0x2e) return null;
  const last = text.charCodeAt(text.length - 1);
  if (last !== 0x73 && last !== 0x6d && last !== 0x68 && last !== 0x30) return null;
  const duration = parseDuration(text);
  return typeof duration === 'bigint' ? duration : null;
}

/** Duration.Seconds() */
export function secondsOf(duration: Duration): number {
  return Number(duration / 1_000_000_000n) + Number(duration % 1_000_000_000n) / 1e9;
}

/** `time.Duration(number) * time.Second`: the fraction is cut off and an int64 wraps around. */
export function durationOfSeconds(value: number | bigint): Duration {
  const whole = typeof value === 'bigint' ? value : Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  return BigInt.asIntN(64, whole * 1_000_000_000n);
}
