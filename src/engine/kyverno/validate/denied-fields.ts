import { type Json, own, type Path } from '../../../kube/json.ts';
import type { Condition, Conditions } from '../condition/condition.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { expressionOf, findVariables } from '../variable/find.ts';
import { type Place, placesOf } from '../variable/places.ts';
import type { Evaluation } from './evaluation.ts';

/** More would not be read. */
const MOST = 20;

/** The fields of the object that the conditions which hold look at. Upstream names none. */
export function deniedFields(conditions: Conditions, evaluation: Evaluation): readonly Path[] {
  const fields = new Map<string, Path>();
  for (const condition of conditions.all) {
    if (!holds(condition, evaluation)) continue;
    for (const path of fieldsOf(condition, evaluation)) fields.set(JSON.stringify(path), path);
  }
  return [...fields.values()].slice(0, MOST);
}

function holds(condition: Condition, { context }: Evaluation): boolean {
  try {
    return condition.holds(context);
  } catch (error) {
    if (error instanceof SubstitutionError) return false;
    throw error;
  }
}

/** What the key looks at; where that is nothing of the object, what the value does. */
function fieldsOf(condition: Condition, evaluation: Evaluation): readonly Path[] {
  const places = offending(condition, placesIn(condition.key, evaluation), evaluation);
  const fields = places.flatMap(({ path }) => objectPath(path, evaluation) ?? []);
  if (fields.length > 0) return fields;
  return placesIn(condition.value, evaluation).flatMap(({ path }) => objectPath(path, evaluation) ?? []);
}

/** Of a list that is compared item by item, the items that hold alone. */
function offending(
  condition: Condition,
  places: readonly Place[],
  { context }: Evaluation,
): readonly Place[] {
  if (places.length < 2) return places;
  const alone = places.filter(
    ({ value }) => value !== undefined && condition.holdsFor([value], context) === true,
  );
  return alone.length > 0 ? alone : places;
}

function placesIn(written: Json, { context }: Evaluation): readonly Place[] {
  if (typeof written !== 'string') return [];
  const root: Place = { path: [], value: context.root };
  return findVariables(written).flatMap(({ text }) => {
    const tree = context.expressions.tree(expressionOf(text).expression);
    return tree === null ? [] : placesOf(tree, [root]);
  });
}

/** A place in the context as a path into the object; a list, so that nothing is none. */
function objectPath(path: Path, evaluation: Evaluation): readonly [Path] | null {
  const [root, second, ...rest] = path;
  if (root === 'request' && (second === 'object' || second === 'oldObject'))
    return rest.length === 0 ? null : [rest];
  if (typeof root === 'string' && /^element[0-9]*$/.test(root)) {
    const element = evaluation.elementPath(root);
    return element === null ? null : [[...element, ...path.slice(1)]];
  }
  return root === 'images' ? imagePath(path, evaluation) : null;
}

/** `images` says itself where each image stands. */
function imagePath([, list, name]: Path, { context }: Evaluation): readonly [Path] | null {
  const image = own(own(own(context.root, 'images'), String(list)), String(name));
  const pointer = textAt(image, 'jsonPointer');
  if (pointer === '') return null;
  const steps = pointer.slice(1).split('/');
  return [steps.map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step))];
}

/** Where the element of a loop stands in the object; null when its list is not a part of it. */
export function elementPathOf(list: string, index: number, outer: Evaluation): Path | null {
  const places = placesIn(`{{ ${list} }}`, outer);
  const [only] = places;
  const place =
    places.length === 1 && only !== undefined && Array.isArray(only.value)
      ? { path: [...only.path, index] }
      : places[index];
  return place === undefined ? null : (objectPath(place.path, outer)?.[0] ?? null);
}
