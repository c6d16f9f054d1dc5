import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  nullType,
  stringType,
  timestampType,
  typeParam,
  typeType,
  uintType,
} from '../check/type.ts';
import type { Library } from '../environment.ts';
import { standardMacros } from '../syntax/standard-macros.ts';
import { conversions } from './conversions.ts';
import { operators } from './operators.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** What every CEL environment has. */
export const standardLibrary: Library = {
  functions: [...operators, ...conversions, ...textFunctions, ...timeFunctions],
  types: [
    boolType,
    bytesType,
    doubleType,
    durationType,
    intType,
    listType(typeParam('A')),
    mapType(typeParam('A'), typeParam('B')),
    nullType,
    stringType,
    timestampType,
    typeType,
    uintType,
  ],
  macros: standardMacros,
};
