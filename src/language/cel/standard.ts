import { Environment, type Library } from './environment.ts';
import { standardLibrary } from './library/standard.ts';

/** The language with all of cel-go's extension libraries. */
export function standardEnvironment(...libraries: Library[]): Environment {
  return Environment.create(
    { optionalSyntax: true, quotedSelectors: true, crossTypeComparisons: true },
    standardLibrary,
    ...libraries,
  );
}
