import type { PolicyScope, Subject } from '../../contract.ts';
import { anyItem, type FieldPattern, parseFieldPattern } from '../../field-pattern.ts';
import { all, any, literal, starPattern } from '../cel-text.ts';
import type { Atom } from './atoms.ts';

/** A subject of a contract as variables of the policy: whether the pod is its, and whether every container is meant. */
export interface CelSubject {
  readonly subject: Subject;
  /** `variables.subject0` */
  readonly isSubject: string;
  /** `variables.meant0` */
  readonly allMeant: string;
}

/** The lists that hold containers; `containers` stands for all of them where nobody asks for one. */
export const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
export type ContainerList = (typeof containerLists)[number] | 'all';

/** Whether the container `c` is one that the subject means. */
export function isMeant({ containers, images }: Subject, c: string): string {
  return all([
    containers === undefined ? 'true' : `${c}.?name.orValue('') in ${literal(containers)}`,
    images === undefined
      ? 'true'
      : any(images.map((image) => `${c}.?image.orValue('').matches(${literal(starPattern(image))})`)),
  ]);
}

/** When what `atom` forbids is excused: by one subject and one scope of a contract, as `exception/excuser.ts` decides. */
export function coverOf(
  atom: Atom,
  list: ContainerList,
  scopes: readonly PolicyScope[],
  subjects: readonly CelSubject[],
): string {
  const byField = any(scopes.map((scope) => fieldsCover(scope, atom, list)));
  if (byField === 'false') return 'false';
  const bySubject = any(
    subjects.map(({ subject, isSubject, allMeant }) =>
      all([isSubject, atom.of === 'container' ? isMeant(subject, 'c') : allMeant]),
    ),
  );
  return all([bySubject, byField]);
}

function fieldsCover({ fields }: PolicyScope, atom: Atom, list: ContainerList): string {
  if (fields === undefined) return 'true';
  return any(
    fields.map(({ path, values }) => {
      const pattern = parseFieldPattern(path);
      if (pattern === undefined) return 'false';
      return all([patternCovers(pattern, atom, list), values === undefined ? 'true' : valueIn(values, atom)]);
    }),
  );
}

/** The pattern's steps against the atom's: what only the pod can tell, such as a name, becomes a condition. */
function patternCovers(pattern: FieldPattern, atom: Atom, list: ContainerList): string {
  const steps = stepsOf(atom, list);
  if (pattern.length > steps.length) return 'false';
  return all(
    pattern.map((step, index) => {
      const actual = steps[index];
      if (actual === undefined) return 'false';
      if (typeof actual === 'string') return step === actual ? 'true' : 'false';
      // An index says nothing that CEL could ask of an item; it covers nothing then.
      if (typeof step === 'number') return 'false';
      if (step === anyItem) return actual.key ? 'false' : 'true';
      if (typeof step === 'string') return actual.key ? `${actual.variable} == ${literal(step)}` : 'false';
      return actual.key || typeof step === 'symbol'
        ? 'false'
        : `${actual.variable}.?name.orValue('') == ${literal(step.name)}`;
    }),
  );
}

/** A key, or an item of a list or key of a map that a variable stands for. */
type AtomStep = string | { readonly variable: string; readonly key: boolean };

function stepsOf(atom: Atom, list: ContainerList): readonly AtomStep[] {
  if (atom.of === 'annotations') return ['metadata', 'annotations', { variable: 'i', key: true }];
  const before: AtomStep[] =
    atom.of === 'container' ? ['spec', list, { variable: 'c', key: false }] : ['spec'];
  const items: AtomStep[] =
    atom.items === undefined ? [] : [{ variable: 'i', key: false }, ...atom.items.rest];
  return [...before, ...atom.field, ...items];
}

/** A list is allowed as a whole, or when each of its items is. */
function valueIn(values: readonly unknown[], atom: Atom): string {
  const allowed = literal(values);
  if (atom.of === 'annotations') return `object.metadata.annotations[i] in ${allowed}`;
  const base = atom.items === undefined ? (atom.of === 'container' ? 'c' : 'object.spec') : 'i';
  const path = atom.items === undefined ? atom.field : atom.items.rest;
  const value = path.length === 0 ? 'i' : `${base}${path.map((step) => `.?${step}`).join('')}.orValue(null)`;
  if (path.at(-1) !== 'drop') return `${value} in ${allowed}`;
  return `(${value} in ${allowed} || (${value} != null && ${value}.size() > 0 && ${value}.all(v, v in ${allowed})))`;
}
