import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import {
  type ImageReference,
  parseImageReference,
  printImageReference,
} from '../../../language/jmespath/image-reference.ts';
import { imagesOf } from '../context/images.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expression, Expressions } from '../variable/expression.ts';
import { type ImageCheck, matchesAny } from './image-check.ts';

/** An image of the judged object. */
export interface HeldImage {
  /** With its registry, and with its digest or else its tag. */
  readonly text: string;
  /** As the variable `image` shows it. */
  readonly info: JsonObject;
  readonly digest: string;
  /** Where it is written, as keys and indexes in text. */
  readonly path: readonly string[];
}

/** Every image of the object: where Kyverno looks for them, or where the rule says. Throws SubstitutionError. */
export function heldImages(
  object: JsonObject | null,
  extractors: Json | undefined,
  expressions: Expressions,
): readonly HeldImage[] {
  if (object === null) return [];
  const configured = own(extractors, textAt(object, 'kind'));
  if (Array.isArray(configured)) return customImages(object, configured, expressions);
  return Object.values(imagesOf(object)).flatMap((list) =>
    isObject(list) ? Object.values(list).map((info) => heldImage(isObject(info) ? info : {})) : [],
  );
}

/** One image once for each check that is about it, as upstream does. */
export function matchingImages(
  images: readonly HeldImage[],
  checks: readonly ImageCheck[],
): readonly HeldImage[] {
  return images.flatMap((image) =>
    checks.filter(({ references }) => matchesAny(references, image.text)).map(() => image),
  );
}

function heldImage(info: JsonObject): HeldImage {
  const reference: ImageReference = {
    registry: textAt(info, 'registry'),
    path: textAt(info, 'path'),
    name: textAt(info, 'name'),
    tag: textAt(info, 'tag'),
    digest: textAt(info, 'digest'),
    reference: textAt(info, 'reference'),
    referenceWithTag: textAt(info, 'referenceWithTag'),
  };
  const shown = { ...info };
  delete shown.jsonPointer;
  return {
    text: printImageReference(reference),
    info: { registry: '', tag: '', digest: '', ...shown },
    digest: reference.digest,
    path: textAt(info, 'jsonPointer').split('/').slice(1),
  };
}

/** `imageExtractors` (kyverno v1.19 pkg/utils/api/image.go). */
function customImages(
  object: JsonObject,
  configured: readonly Json[],
  expressions: Expressions,
): readonly HeldImage[] {
  const byName = new Map<string, Map<string, HeldImage>>();
  for (const config of configured) {
    const found = extract(object, readExtractor(config, expressions));
    if (found.size > 0) byName.set(textAt(config, 'name') || 'custom', found);
  }
  if (configured.length === 0)
    throw new SubstitutionError(
      `failed to extract images: no extractors found for ${textAt(object, 'kind')}`,
    );
  return [...byName.values()].flatMap((found) => [...found.values()]);
}

interface Extractor {
  readonly fields: readonly string[];
  readonly key: string;
  readonly value: string;
  /** What makes a reference of the text; null where it is one. */
  readonly query: Expression | null;
}

function readExtractor(config: Json, expressions: Expressions): Extractor {
  const fields = textAt(config, 'path')
    .split('/')
    .map((field) => field.replaceAll(/^ +| +$/g, ''))
    .filter((field) => field !== '');
  const value = textAt(config, 'value');
  const query = textAt(config, 'jmesPath');
  return {
    fields: value === '' ? fields.slice(0, -1) : fields,
    key: textAt(config, 'key'),
    value: value === '' ? (fields.at(-1) ?? '') : value,
    query: query === '' ? null : expressions.of(query),
  };
}

function extract(object: JsonObject, extractor: Extractor): Map<string, HeldImage> {
  const found = new Map<string, HeldImage>();
  walk(object, [], 0, extractor, found);
  return found;
}

function walk(
  at: Json | undefined,
  path: readonly string[],
  depth: number,
  extractor: Extractor,
  found: Map<string, HeldImage>,
): void {
  if (at === undefined || at === null) return;
  const field = extractor.fields[depth];
  if (field === '*') {
    if (!Array.isArray(at) && !isObject(at)) throw failure('invalid type');
    for (const [key, value] of Object.entries(at)) walk(value, [...path, key], depth + 1, extractor, found);
    return;
  }
  if (!isObject(at)) throw failure('invalid image config');
  if (field === undefined) take(at, path, extractor, found);
  else walk(own(at, field), [...path, field], depth + 1, extractor, found);
}

function take(
  holder: JsonObject,
  path: readonly string[],
  { key, value, query }: Extractor,
  found: Map<string, HeldImage>,
): void {
  const place = [...path, value];
  const name = key === '' ? `/${place.join('/')}` : own(holder, key);
  if (typeof name !== 'string') throw failure('invalid key');
  const written = own(holder, value);
  if (typeof written !== 'string' || written.trim() === '') return;
  const reference = parseImageReference(query === null ? written : converted(written, query));
  if (typeof reference === 'string') throw failure(`invalid image '${written}' (${reference})`);
  const { registry, path: repository, tag, digest } = reference;
  found.set(name, {
    text: printImageReference(reference),
    info: {
      reference: reference.reference,
      referenceWithTag: reference.referenceWithTag,
      registry,
      path: repository,
      name: reference.name,
      tag,
      digest,
    },
    digest,
    path: place,
  });
}

function converted(text: string, query: Expression): string {
  const result = query.search(text, {});
  if (typeof result === 'string') return result;
  throw failure(`jmespath ${query.text} must produce a string`);
}

function failure(message: string): SubstitutionError {
  return new SubstitutionError(`failed to extract images: ${message}`);
}

/** What is written at a place of an object. */
export function valueAt(object: JsonObject | null, path: readonly string[]): Json | undefined {
  let at: Json | undefined = object ?? undefined;
  for (const step of path) at = Array.isArray(at) ? at[Number(step)] : own(at, step);
  return at;
}

/** The path with indexes as numbers, as verdicts name fields. */
export function fieldPath(object: JsonObject | null, path: readonly string[]): (string | number)[] {
  let at: Json | undefined = object ?? undefined;
  return path.map((step) => {
    const inList = Array.isArray(at);
    at = Array.isArray(at) ? at[Number(step)] : own(at, step);
    return inList ? Number(step) : step;
  });
}
