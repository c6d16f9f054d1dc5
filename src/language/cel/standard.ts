import { Environment, type Library, type Settings } from './environment.ts';
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
import { strictIndexes, stringsLibrary } from './library/strings.ts';
import { millisecondsOfSecond } from './library/time.ts';
import { twoVariableLibrary } from './library/two-variable.ts';
import { nullValueConstant, wellKnownStructs } from './library/well-known.ts';

const SETTINGS: Settings = { optionalSyntax: true, quotedSelectors: true, crossTypeComparisons: true };

let goMade: Environment | undefined;
let specificationMade: Environment | undefined;

/** cel-go v0.26 with all of its extension libraries; mixed literals and mixed comparisons are allowed. */
export function standardEnvironment(...libraries: Library[]): Environment {
  goMade ??= Environment.create(
    SETTINGS,
    standardLibrary,
    { structs: wellKnownStructs, constants: [nullValueConstant] },
    optionalLibrary,
    bindingsLibrary,
    encodersLibrary,
    listsLibrary,
    mathLibrary,
    regexLibrary,
    setsLibrary,
    stringsLibrary,
    twoVariableLibrary,
  );
  return libraries.length === 0 ? goMade : goMade.extend(...libraries);
}

/** The standard environment as the specification's own tests want it, where cel-go differs from them. */
export function specificationEnvironment(): Environment {
  specificationMade ??= standardEnvironment().with(
    { dialect: 'specification' },
    { functions: [...strictIndexes, millisecondsOfSecond] },
    blockLibrary,
    ipLibrary,
    cidrLibrary,
  );
  return specificationMade;
}
