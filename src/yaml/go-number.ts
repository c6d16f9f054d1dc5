/**
 * The number that a plain scalar stands for in go-yaml v2 (resolve.go, v2.4.4), or undefined when it is no number. Infinite
 * and not-a-number come as such; JSON has neither, so that is for the caller to refuse.
 */
export function yamlNumber(text: string): number | bigint | undefined {
  const c = text.charCodeAt(0);
  if (c === 46)
    return special.get(text) ?? (goFloat.test(text) ? finite(text.replaceAll('_', '')) : undefined);
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (decimal.test(plain)) {
    const value = Number(plain);
    if (Number.isSafeInteger(value)) return value + 0;
    const whole = BigInt(unsigned(plain));
    // What is too large for 64 bits is a float, and no number at all when it is too large for that.
    return isGoInteger(whole, plain) ? whole : finite(plain);
  }
  return (
    special.get(text) ??
    prefixed(plain) ??
    (yamlFloat.test(plain) ? finite(plain) : undefined) ??
    oddBinary(plain)
  );
}

/** True for a number that YAML reads as an integer, whatever its value: `1.0`, `1e3` and `08` are floats. */
export function isInteger(text: string): boolean {
  const plain = text.replaceAll('_', '');
  if (decimal.test(plain)) return isGoInteger(BigInt(unsigned(plain)), plain);
  return prefixed(plain) !== undefined || oddBinary(plain) !== undefined;
}

/**
 * A float as it comes out of the JSON that it is written to: a whole number that fits 64 bits has become an integer, of
 * the digits written (JavaScript and Go write the same: the shortest that mean this float).
 */
export function throughJson(value: number): number | bigint {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  if (Math.abs(value) >= 1e21) return value;
  const whole = BigInt(String(value));
  return fits64Bits(whole) ? whole : value;
}

export function fits64Bits(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}

/** The name of a field whose key is a float: Go's shortest form of it as a float32. */
export function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  let text = '0e+0';
  for (let digits = 0; digits < 9; digits++) {
    text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) break;
  }
  const [mantissa = '', exponent = ''] = text.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(text));
  const sign = power < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const yamlFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** A float that begins with a point, with the underscores that Go allows between digits. */
const goFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

const special = new Map<string, number>([
  ...['.nan', '.NaN', '.NAN'].map((text): [string, number] => [text, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text): [string, number] => [text, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((text): [string, number] => [text, -Infinity]),
]);

function finite(text: string): number | bigint | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? throughJson(value) : undefined;
}

function unsigned(text: string): string {
  return text.startsWith('+') ? text.slice(1) : text;
}

/** A sign makes Go expect an int64; without one it tries uint64 too. */
function isGoInteger(value: bigint, text: string): boolean {
  return fits64Bits(value) && !(text.startsWith('+') && value >= 2n ** 63n);
}

/** `0x1F`, `0b11`, `0o17` and the octal `017`. A leading 0 before 8 or 9 makes no octal: then it is a float. */
function prefixed(text: string): number | bigint | undefined {
  const match = /^([-+]?)0(?:([xX])([0-9a-fA-F]+)|([bB])([01]+)|([oO]?)([0-7]+))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, x, hex, b, binary, , octal] = match;
  const digits = x ? `0x${hex}` : b ? `0b${binary}` : `0o${octal}`;
  const size = BigInt(digits);
  const value = sign === '-' ? -size : size;
  if (!isGoInteger(value, text)) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Go strips `0b` itself and then reads a number with a sign. */
function oddBinary(text: string): number | undefined {
  const match = /^0b([-+][01]+)$/.exec(text);
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 2) + 0;
}
