import type { FunctionEntry } from './entry.ts';
import { standardFunctions } from './standard.ts';
import { textFunctions } from './text.ts';

/** What Kyverno adds to the standard, and what it replaces there. */
export const kyvernoFunctions: readonly FunctionEntry[] = [...textFunctions];

export const functionTable: ReadonlyMap<string, FunctionEntry> = new Map(
  [...standardFunctions, ...kyvernoFunctions].map((entry) => [entry.name, entry]),
);
