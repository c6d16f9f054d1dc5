import { compareBytes } from '../../kube/bytes-order.ts';
import type { FunctionEntry } from './functions/entry.ts';
import { functionTable, kyvernoFunctions } from './functions/table.ts';

/** `split(string, string) array[string]` */
function signatureOf({ name, args, variadic, returns }: FunctionEntry): string {
  const types = args.map((arg) => arg.join('|')).join(', ');
  return `${name}(${types}${variadic === true ? '...' : ''}) ${returns}`;
}

export interface FunctionDocs {
  readonly text: string;
  /** Names that no function has. */
  readonly unknown: readonly string[];
}

/** The functions named, or all that Kyverno adds to the standard, each with signature and note. */
export function functionDocs(names: readonly string[]): FunctionDocs {
  const entries =
    names.length === 0 ? kyvernoFunctions : names.flatMap((name) => functionTable.get(name) ?? []);
  const text = [...new Set(entries)]
    .toSorted((a, b) => compareBytes(a.name, b.name))
    .map((entry) => `Name: ${entry.name}\n  Signature: ${signatureOf(entry)}\n  Note:      ${entry.note}\n\n`)
    .join('');
  return { text, unknown: names.filter((name) => !functionTable.has(name)) };
}
