import { arithmeticFunctions } from './arithmetic.ts';
import { collectionFunctions } from './collection.ts';
import { encodingFunctions } from './encoding.ts';
import type { FunctionEntry } from './entry.ts';
import { referenceFunctions } from './reference.ts';
import { regexFunctions } from './regex.ts';
import { standardFunctions } from './standard.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** What Kyverno adds to the standard (kyverno/kyverno pkg/engine/jmespath/functions.go at 111e07b). */
export const kyvernoFunctions: readonly FunctionEntry[] = [
  ...textFunctions,
  ...regexFunctions,
  ...collectionFunctions,
  ...arithmeticFunctions,
  ...encodingFunctions,
  ...timeFunctions,
  ...referenceFunctions,
];

export const functionTable: ReadonlyMap<string, FunctionEntry> = new Map(
  [...standardFunctions, ...kyvernoFunctions].map((entry) => [entry.name, entry]),
);
