import { isObject, type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import { parseAnchor } from '../pattern/anchor.ts';
import { autogenControllers } from '../policy/autogen.ts';
import { listAt } from '../read.ts';
import { findVariables } from '../variable/find.ts';
import { matchesPods } from './matching.ts';
import type { Smell } from './smell.ts';

/** What a pod has and the template it is made of has not. */
const ofPodsOnly = ['namespace', 'name', 'generateName', 'ownerReferences', 'uid', 'creationTimestamp'];
const reads = new RegExp(String.raw`\brequest\.object\.metadata\.(${ofPodsOnly.join('|')})\b`);

/**
 * A field of pods that the rules which autogen makes for their controllers look for in the template, where it is not: of
 * a pod the rule says one thing, of what makes the same pod another.
 */
export function ownerDiffers(
  rule: JsonObject,
  rules: readonly JsonObject[],
  annotations: Json | undefined,
  path: Path,
): Omit<Smell, 'rule'> | null {
  if (!matchesPods(rule) || autogenControllers(rules, annotations).every((kind) => kind.trim() === 'none'))
    return null;
  const found = placeOf(rule, path) ?? patternOf(rule, path);
  if (found === null) return null;
  const { field, at } = found;
  const instead = field === 'namespace' ? '; ask request.namespace, which is the same for both' : '';
  return {
    code: 'owner-differs',
    path: at,
    message: `the rule made for Deployments and the like looks for metadata.${field} in the template, where there is none: a pod passes or fails and its owner does not${instead}`,
  };
}

interface Place {
  readonly field: string;
  readonly at: Path;
}

/** The first variable that reads such a field. Messages decide nothing. */
function placeOf(value: Json | undefined, at: Path): Place | null {
  if (typeof value === 'string') {
    const field = findVariables(value).flatMap(({ text }) => reads.exec(text)?.[1] ?? [])[0];
    return field === undefined ? null : { field, at };
  }
  const entries: readonly (readonly [string | number, Json | undefined])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value).filter(([key]) => key !== 'message')
      : [];
  for (const [key, item] of entries) {
    const found = placeOf(item, [...at, key]);
    if (found !== null) return found;
  }
  return null;
}

/** The first key of a pattern that names such a field. */
function patternOf(rule: JsonObject, path: Path): Place | null {
  const { validate } = rule;
  const patterns: readonly (readonly [Json | undefined, Path])[] = [
    [own(validate, 'pattern'), [...path, 'validate', 'pattern']],
    ...listAt(validate, 'anyPattern').map(
      (pattern, index) => [pattern, [...path, 'validate', 'anyPattern', index]] as const,
    ),
  ];
  for (const [pattern, at] of patterns) {
    const metadata = own(pattern, 'metadata');
    for (const key of isObject(metadata) ? Object.keys(metadata) : []) {
      const field = parseAnchor(key)?.key ?? key;
      if (ofPodsOnly.includes(field)) return { field, at: [...at, 'metadata', key] };
    }
  }
  return null;
}
