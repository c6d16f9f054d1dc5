/** The functions Kyverno adds to CEL (kyverno/sdk extensions/cel/libs), and the variables they hang on. */
import type { Activation, Library, Type } from '../../../../language/cel/index.ts';
import type { Lookup } from '../../../engine.ts';
import type { KindTable } from '../../kind-table.ts';
import { roundLibrary, transformLibrary } from './calculation.ts';
import { ContextValue } from './context-value.ts';
import { encodingLibrary, jsonContext, yamlContext } from './encoding.ts';
import { imageLibrary } from './image.ts';
import {
  globalContextLibrary,
  globalContextType,
  httpContext,
  httpLibrary,
  imageDataContext,
  imageDataLibrary,
} from './outside.ts';
import { resourceContext, resourceLibrary } from './resource.ts';
import { hashLibrary, randomLibrary, userLibrary } from './text.ts';
import { nowValue, nowVariable, timeLibrary } from './time.ts';

/** What every kind of policy can use. Those of a namespace see no other. */
export function kyvernoLibraries(kinds: KindTable, namespace: string): readonly Library[] {
  return [
    resourceLibrary(kinds, namespace),
    globalContextLibrary,
    httpLibrary(namespace),
    imageDataLibrary,
    imageLibrary,
    userLibrary,
    hashLibrary,
    roundLibrary,
    encodingLibrary,
    randomLibrary,
    timeLibrary,
    transformLibrary,
  ];
}

/** The variables that those functions need, for one request. */
export function libraryContext(lookup: Lookup): Activation {
  return {
    ...Object.fromEntries(contexts.map(([name, type]) => [name, new ContextValue(type, lookup)])),
    [nowVariable]: nowValue(lookup.now),
  };
}

const contexts: readonly (readonly [string, Type])[] = [
  ['resource', resourceContext],
  ['globalContext', globalContextType],
  ['http', httpContext],
  ['image', imageDataContext],
  ['json', jsonContext],
  ['yaml', yamlContext],
];
