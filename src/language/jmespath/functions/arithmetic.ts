import { type Duration, parseDuration, printDuration } from '../../../kube/duration.ts';
import {
  addQuantity,
  parseQuantity,
  printQuantity,
  type Quantity,
  quantityAsNumber,
  quantityOf,
  subQuantity,
} from '../../../kube/quantity.ts';
import { JMESPathError } from '../error.ts';
import { formatFloat } from '../go-format.ts';
import { toInt64 } from '../go-number.ts';
import type { Run } from '../run.ts';
import { float, isList, type Value } from '../value.ts';
import { type FunctionEntry, functionError, numberArg } from './entry.ts';

/** What can be reckoned with. A text that reads as a quantity is one, even where it reads as a duration too (`10m`). */
type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'quantity'; readonly value: Quantity }
  | { readonly kind: 'duration'; readonly value: Duration };

export const arithmeticFunctions: readonly FunctionEntry[] = [
  binary('add', 'The sum of two numbers, two quantities or two durations.', (a, b) => add(a, b, 'add')),
  {
    name: 'sum',
    args: [['array']],
    returns: 'any',
    note: 'The sum of a list of numbers, of quantities or of durations.',
    call: sum,
  },
  binary('subtract', 'The difference of two numbers, two quantities or two durations.', subtract),
  binary('multiply', 'The product of two numbers, or of a number and a quantity or duration.', multiply),
  binary('divide', 'A number, quantity or duration by a number, or by its own kind. Not by zero.', divide),
  binary('modulo', 'What is left of a division of whole numbers, quantities or durations.', modulo),
  {
    name: 'round',
    args: [['number'], ['number']],
    returns: 'number',
    note: 'Rounded to so many decimal places, halves away from zero.',
    call: (args) => round(numberArg(args, 0), numberArg(args, 1)),
  },
];

function binary(name: string, note: string, call: (a: Operand, b: Operand) => Value): FunctionEntry {
  return {
    name,
    args: [['any'], ['any']],
    returns: 'any',
    note,
    call: ([a = null, b = null]) => call(operand(a, name), operand(b, name)),
  };
}

function operand(value: Value, name: string): Operand {
  const number = float(value);
  if (number !== undefined) return { kind: 'number', value: number };
  if (typeof value === 'string') {
    const quantity = parseQuantity(value);
    if (typeof quantity !== 'string') return { kind: 'quantity', value: quantity };
    const duration = parseDuration(value);
    if (typeof duration !== 'string') return { kind: 'duration', value: duration };
  }
  throw functionError(name, 'invalid operand');
}

function add(a: Operand, b: Operand, name: string): Value {
  if (a.kind === 'quantity' && b.kind === 'quantity') return printQuantity(addQuantity(a.value, b.value));
  if (a.kind === 'duration' && b.kind === 'duration') return wrapped(a.value + b.value);
  if (a.kind === 'number' && b.kind === 'number') return a.value + b.value;
  throw mismatch(name);
}

function sum(args: readonly Value[], run: Run): Value {
  const [list = null] = args;
  if (!isList(list)) throw mismatch('sum');
  run.spend(list.length);
  const [first, ...rest] = list;
  if (first === undefined) throw functionError('sum', 'at least one element in the array is required');
  return rest.reduce<Value>((total, item) => add(operand(total, 'sum'), operand(item, 'sum'), 'sum'), first);
}

function subtract(a: Operand, b: Operand): Value {
  if (a.kind === 'quantity' && b.kind === 'quantity') return printQuantity(subQuantity(a.value, b.value));
  if (a.kind === 'duration' && b.kind === 'duration') return wrapped(a.value - b.value);
  if (a.kind === 'number' && b.kind === 'number') return a.value - b.value;
  throw mismatch('subtract');
}

function multiply(a: Operand, b: Operand): Value {
  if (a.kind === 'number' && b.kind !== 'number') return multiply(b, a);
  if (b.kind !== 'number') throw mismatch('multiply');
  if (a.kind === 'number') return a.value * b.value;
  if (a.kind === 'duration') return fromSeconds(seconds(a.value) * b.value);
  const factor = quantityFromNumber(b.value);
  return printQuantity({
    unscaled: a.value.unscaled * factor.unscaled,
    scale: a.value.scale + factor.scale,
    format: a.value.format,
    int64: false,
    text: null,
  });
}

function divide(a: Operand, b: Operand): Value {
  if (a.kind === 'quantity' && b.kind === 'quantity') {
    const divisor = quantityAsNumber(b.value);
    if (divisor === 0) throw zeroDivisor('divide');
    return quantityAsNumber(a.value) / divisor;
  }
  if (a.kind === 'duration' && b.kind === 'duration') {
    if (seconds(b.value) === 0) throw zeroDivisor('divide');
    return seconds(a.value) / seconds(b.value);
  }
  if (b.kind !== 'number') throw mismatch('divide');
  if (b.value === 0) throw zeroDivisor('divide');
  if (a.kind === 'number') return a.value / b.value;
  if (a.kind === 'duration') return fromSeconds(seconds(a.value) / b.value);
  return printQuantity(quotient(a.value, quantityFromNumber(b.value)));
}

/** Cut off at the finer of the two scales. */
function quotient(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const shift = a.scale - b.scale - scale;
  const numerator = shift > 0 ? a.unscaled * 10n ** BigInt(shift) : a.unscaled;
  const denominator = shift < 0 ? b.unscaled * 10n ** BigInt(-shift) : b.unscaled;
  return { unscaled: numerator / denominator, scale, format: a.format, int64: false, text: null };
}

function modulo(a: Operand, b: Operand): Value {
  if (a.kind !== b.kind) throw mismatch('modulo');
  if (a.kind === 'duration' && b.kind === 'duration') {
    if (b.value === 0n) throw zeroDivisor('modulo');
    return wrapped(a.value % b.value);
  }
  const dividend = wholeOf(a);
  const divisor = wholeOf(b);
  if (divisor === 0n) throw zeroDivisor('modulo');
  const rest = dividend % divisor;
  return a.kind === 'quantity' ? printQuantity(quantityOf(rest, a.value.format)) : Number(rest);
}

function wholeOf(operand: Operand): bigint {
  const value = operand.kind === 'quantity' ? quantityAsNumber(operand.value) : Number(operand.value);
  const whole = toInt64(value);
  if (Number(whole) === value) return whole;
  throw functionError('modulo', 'Non-integer argument(s) passed for modulo');
}

function round(value: number, places: number): number {
  if (!Number.isInteger(places) || Number(toInt64(places)) !== places) {
    throw functionError('round', 'Non-integer argument(s) passed for round off');
  }
  // Upstream forgets to say which argument.
  if (places < 0) throw functionError('round', '%!d(MISSING) argument is out of bounds (%!d(MISSING))');
  const shift = 10 ** places;
  const shifted = value * shift;
  const away = Math.trunc(shifted) + (Math.abs(shifted % 1) >= 0.5 ? Math.sign(shifted) : 0);
  return away / shift;
}

/** Upstream prints the number and reads it as a quantity; an infinity cannot be read. */
function quantityFromNumber(value: number): Quantity {
  const quantity = parseQuantity(formatFloat(value));
  if (typeof quantity === 'string') throw new JMESPathError(quantity);
  return quantity;
}

function seconds(duration: Duration): number {
  return Number(duration / SECOND) + Number(duration % SECOND) / 1e9;
}

function fromSeconds(value: number): string {
  return printDuration(toInt64(value * 1e9));
}

const SECOND = 1_000_000_000n;

/** int64 arithmetic wraps around. */
function wrapped(duration: bigint): string {
  return printDuration(BigInt.asIntN(64, duration));
}

function mismatch(name: string): JMESPathError {
  return functionError(name, 'Types mismatch');
}

function zeroDivisor(name: string): JMESPathError {
  return functionError(name, 'Zero divisor passed');
}
