import { isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { Origin, Position, Resource } from '../kube/resource.ts';
import type { BadSeparator, DocumentText } from '../yaml/cut.ts';
import { readYaml, type YamlDocument } from '../yaml/document.ts';
import { readJson } from '../yaml/json-value.ts';
import { positionAt } from '../yaml/position.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import { DocumentOrigin } from './document-origin.ts';
import type { SourceEvent } from './event.ts';

/** What a file's documents are read with. */
export interface DocumentContext {
  readonly file: string;
  /** True when the user named the file: then what is no object is an error, not merely something found by the way. */
  readonly asked: boolean;
  readonly namespace: string;
  isClusterScoped(apiVersion: string, kind: string): boolean;
  /** Where a resource of the document comes from, when that is not the file itself. */
  originOf?: OriginOf | undefined;
}

export type OriginOf = (document: DocumentText, resource: Omit<Resource, 'origin'>) => Origin | undefined;

/** The resources of a document, or why there are none. */
export function readDocument(document: DocumentText | BadSeparator, context: DocumentContext): SourceEvent[] {
  if (document.format === 'separator') return [badSeparator(document, context.file)];
  let read: YamlDocument;
  try {
    read =
      document.format === 'yaml'
        ? readYaml(document.text)
        : { ...unremarkable, value: readJson(document.text) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const place = placeIn(document, error.offset);
    const message = `${error.message}${templateHint(error.code, document.text)}`;
    return [{ type: 'error', error: { code: error.code, message, file: context.file, ...place } }];
  }
  const events: SourceEvent[] = [];
  collect(read.value, [], document, context, events);
  const duplicates = read.duplicates.filter(({ merged }) => !merged);
  const [duplicate] = duplicates;
  if (duplicate !== undefined) {
    const others = duplicates.length > 1 ? `, and so do ${duplicates.length - 1} more keys` : '';
    const message = `the key ${JSON.stringify(duplicate.key)} stands twice in one mapping${others}; the last one holds, as in a cluster`;
    events.push(notice('DUPLICATE_KEY', message, context.file, placeIn(document, duplicate.offset).line));
  }
  if (read.ignoredFrom >= 0) {
    const message = 'the document has ended before this text, so kubectl does not read it; put --- before it';
    events.push(notice('IGNORED_TEXT', message, context.file, placeIn(document, read.ignoredFrom).line));
  }
  return events;
}

/** A template of a chart that was taken for a manifest. */
function templateHint(code: string, text: string): string {
  const looksLikeOne = code === 'SYNTAX' && text.includes('{{');
  return looksLikeOne ? '. This looks like a Helm template: name the folder of its chart instead' : '';
}

const unremarkable = { duplicates: [], ignoredFrom: -1 };

function badSeparator({ line, found }: BadSeparator, file: string): SourceEvent {
  const message = `expected nothing but a comment after ---, found ${JSON.stringify(found.slice(0, 40))}; kubectl stops reading here, so begin the document on the next line, or indent this one if it is part of a text`;
  return { type: 'error', error: { code: 'BAD_SEPARATOR', message, file, line, column: 1 } };
}

/** Adds what `value` is: a resource, the items of a list, or nothing that can be judged. */
function collect(
  value: Json,
  base: Path,
  document: DocumentText,
  context: DocumentContext,
  events: SourceEvent[],
): void {
  if (value === null) return;
  if (!isObject(value)) {
    events.push(noObject(`expected an object, found ${describe(value)}`, base, document, context));
    return;
  }
  const items = own(value, 'items');
  if (items !== undefined) {
    if (Array.isArray(items)) {
      const kinds = itemKinds(value);
      items.forEach((item, index) => {
        collect(withKind(item, kinds), [...base, 'items', index], document, context, events);
      });
    } else if (items !== null) {
      events.push(noObject(`expected a list in "items", found ${describe(items)}`, base, document, context));
    }
    return;
  }
  const apiVersion = own(value, 'apiVersion');
  const kind = own(value, 'kind');
  if (isText(apiVersion) && isText(kind)) {
    events.push({ type: 'resource', resource: resourceOf(value, apiVersion, kind, base, document, context) });
    return;
  }
  const missing = isText(kind) ? 'apiVersion' : isText(apiVersion) ? 'kind' : 'apiVersion and kind';
  const problem = `expected a Kubernetes object, found one without ${missing}`;
  const halfObject = missing !== 'apiVersion and kind';
  events.push(noObject(problem, base, document, halfObject ? { ...context, asked: true } : context));
}

function resourceOf(
  object: JsonObject,
  apiVersion: string,
  kind: string,
  base: Path,
  document: DocumentText,
  context: DocumentContext,
): Resource {
  const metadata = own(object, 'metadata');
  const namespace = own(metadata, 'namespace');
  const name = own(metadata, 'name');
  const generateName = own(metadata, 'generateName');
  const given = isText(namespace) ? namespace : context.namespace;
  const resource = {
    apiVersion,
    kind,
    namespace: context.isClusterScoped(apiVersion, kind) ? '' : given,
    name: isText(name) ? name : isText(generateName) ? generateName : '',
    object,
  };
  const origin = context.originOf?.(document, resource) ?? new DocumentOrigin(context.file, document, base);
  return { ...resource, origin };
}

/** The kind that items of a typed list have when they do not say so: `PodList` holds Pods. */
function itemKinds(list: JsonObject): { apiVersion: Json; kind: string } | null {
  const kind = own(list, 'kind');
  const apiVersion = own(list, 'apiVersion');
  if (!isText(kind) || !isText(apiVersion) || !kind.endsWith('List') || kind === 'List') return null;
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

function withKind(item: Json, kinds: { apiVersion: Json; kind: string } | null): Json {
  if (kinds === null || !isObject(item) || isText(own(item, 'kind')) || isText(own(item, 'apiVersion')))
    return item;
  return { ...item, ...kinds };
}

function noObject(
  problem: string,
  base: Path,
  document: DocumentText,
  context: DocumentContext,
): SourceEvent {
  const place = new DocumentOrigin(context.file, document, base).locate([]);
  if (!context.asked) return notice('NOT_A_MANIFEST', `${problem}: not judged`, context.file, place.line);
  const message = `${problem}; remove it, or leave the file out`;
  return { type: 'error', error: { code: 'NOT_AN_OBJECT', message, file: context.file, ...place } };
}

function notice(
  code: Extract<SourceEvent, { type: 'notice' }>['notice']['code'],
  message: string,
  file: string,
  line: number,
): SourceEvent {
  return { type: 'notice', notice: { code, message, file, line } };
}

function placeIn(document: DocumentText, offset: number): Position {
  const { line, column } = positionAt(document.text, offset);
  return { line: line + document.line - 1, column };
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
