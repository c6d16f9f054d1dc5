/** The Pod Security Standards, from lax to strict. */
export type Level = 'privileged' | 'baseline' | 'restricted';

export const levels: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** Upstream's words for a level it does not know (pod-security-admission api/helpers.go, v0.37.2). */
export const levelProblem = 'must be one of privileged, baseline, restricted';

/** The level that `text` names, or undefined. Exact: neither case nor blanks are forgiven. */
export function parseLevel(text: string): Level | undefined {
  return levels.find((level) => level === text);
}

/** Below zero when `a` is laxer than `b`, above when it is stricter. */
export function compareLevels(a: Level, b: Level): number {
  return levels.indexOf(a) - levels.indexOf(b);
}
