import { JMESPathError } from '../error.ts';
import { formatValue } from '../go-format.ts';
import type { Run } from '../run.ts';
import { ExpRef, float, isList, isMap, type Value } from '../value.ts';
import type { ArgType, FunctionEntry } from './entry.ts';
import { functionTable } from './table.ts';

/** Calls by name: an unknown name is an error of the evaluation, not of the parse, and comes after its arguments'. */
export function callFunction(name: string, args: readonly Value[], run: Run): Value {
  const entry = functionTable.get(name);
  if (entry === undefined) throw new JMESPathError(`unknown function: ${name}`);
  run.spend(1);
  checkArgs(entry, args);
  return entry.call(args, run);
}

function checkArgs(entry: FunctionEntry, args: readonly Value[]): void {
  if (entry.args.length === 0) return;
  if (entry.variadic === true) {
    if (args.length < entry.args.length) throw new JMESPathError('Invalid arity.');
    return;
  }
  if (args.length !== entry.args.length) throw new JMESPathError('incorrect number of args');
  entry.args.forEach((types, i) => {
    const arg = args[i] ?? null;
    if (types.some((type) => hasType(arg, type))) return;
    const expected = types.map((type) => `"${type}"`).join(', ');
    throw new JMESPathError(
      `Invalid type for: ${formatValue(arg)}, expected: []jmespath.JpType{${expected}}`,
    );
  });
}

function hasType(value: Value, type: ArgType): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'number':
      return float(value) !== undefined;
    case 'string':
      return typeof value === 'string';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMap(value);
    case 'expref':
      return value instanceof ExpRef;
    case 'array[number]':
      return isList(value) && value.every((item) => float(item) !== undefined);
    default:
      return isList(value) && value.every((item) => typeof item === 'string');
  }
}
