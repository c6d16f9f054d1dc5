import { Environment, type Library } from './environment.ts';
import { cidrLibrary } from './kubernetes/cidr.ts';
import { ipLibrary } from './kubernetes/ip.ts';
import { bindingsLibrary } from './library/bindings.ts';
import { blockLibrary } from './library/block.ts';
import { encodersLibrary } from './library/encoders.ts';
import { listsLibrary } from './library/lists.ts';
import { mathLibrary } from './library/math.ts';
import { optionalLibrary } from './library/optional.ts';
import { regexLibrary } from './library/regex.ts';
import { setsLibrary } from './library/sets.ts';
import { standardLibrary } from './library/standard.ts';
import { stringsLibrary } from './library/strings.ts';
import { millisecondsOfSecond } from './library/time.ts';
import { twoVariableLibrary } from './library/two-variable.ts';
import { nullValueConstant, wellKnownStructs } from './library/well-known.ts';

let made: Environment | undefined;

/** The language with all of cel-go's extension libraries: mixed literals and mixed comparisons are allowed. */
export function standardEnvironment(...libraries: Library[]): Environment {
  made ??= Environment.create(
    { optionalSyntax: true, quotedSelectors: true, crossTypeComparisons: true, dialect: 'specification' },
    standardLibrary,
    { structs: wellKnownStructs, constants: [nullValueConstant] },
    optionalLibrary,
    bindingsLibrary,
    blockLibrary,
    cidrLibrary,
    encodersLibrary,
    ipLibrary,
    listsLibrary,
    mathLibrary,
    regexLibrary,
    setsLibrary,
    stringsLibrary,
    twoVariableLibrary,
    { functions: [millisecondsOfSecond] },
  );
  return libraries.length === 0 ? made : made.extend(...libraries);
}
