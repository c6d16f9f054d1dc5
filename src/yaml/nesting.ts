import { YamlError } from './yaml-error.ts';

/** How many levels of collections may lie in each other where nobody says otherwise. No manifest has a hundred. */
export const defaultMaxDepth = 1000;

export function tooDeep(limit: number, offset: number): YamlError {
  const message = `expected at most ${limit} levels of nesting, found more; flatten the document`;
  return new YamlError('TOO_DEEP', message, offset);
}
