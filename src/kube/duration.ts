/** Go's `time.Duration` in nanoseconds, read and written as Go 1.26 does (time/format.go, time/time.go). */
export type Duration = bigint;

/** The duration, or what is wrong with the text, in Go's words. */
export function parseDuration(text: string): Duration | string {
  const invalid = `time: invalid duration ${quote(text)}`;
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const [whole, digits = '', fraction] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [''];
    if (digits === '' && (fraction ?? '') === '') return invalid;
    // Longer numbers overflow whatever their unit; reading them would only cost time.
    if (digits.replace(/^0+/, '').length > 19) return invalid;
    const unitName = /^[^.0-9]*/.exec(rest.slice(whole.length))?.[0] ?? '';
    if (unitName === '') return `time: missing unit in duration ${quote(text)}`;
    const unit = units.get(unitName);
    if (unit === undefined) return `time: unknown unit ${quote(unitName)} in duration ${quote(text)}`;
    total += BigInt(digits || '0') * unit + fractionOf(fraction ?? '', unit);
    if (total > overflow) return invalid;
    rest = rest.slice(whole.length + unitName.length);
  }
  if (negative) return -total;
  return total === overflow ? invalid : total;
}

/** `1h0m0s`, `1.5s`, `100ms`, `0s`. */
export function printDuration(duration: Duration): string {
  if (duration === 0n) return '0s';
  const sign = duration < 0n ? '-' : '';
  const nanos = duration < 0n ? -duration : duration;
  if (nanos < 1_000n) return `${sign}${nanos}ns`;
  if (nanos < 1_000_000n) return `${sign}${decimal(nanos, 3)}µs`;
  if (nanos < second) return `${sign}${decimal(nanos, 6)}ms`;
  const hours = nanos / (3600n * second);
  const minutes = (nanos / (60n * second)) % 60n;
  const seconds = `${decimal(nanos % (60n * second), 9)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

const second = 1_000_000_000n;
const overflow = 2n ** 63n;

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', 60n * second],
  ['h', 3600n * second],
]);

/** In floating point, as Go does; digits past what an int64 holds are dropped there too. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (overflow - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > overflow) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

function decimal(value: bigint, places: number): string {
  const text = value.toString().padStart(places + 1, '0');
  const fraction = text.slice(-places).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, -places) : `${text.slice(0, -places)}.${fraction}`;
}

/** The time package quotes on its own terms: bytes beyond ASCII as `\xNN`. */
function quote(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `"${out}"`;
}
