import { isObject, type Json, own } from '../../kube/json.ts';
import type { Stage } from '../../verdict.ts';
import { readYaml } from '../../yaml/document.ts';
import { YamlError } from '../../yaml/yaml-error.ts';
import { pieceOf } from './pieces.ts';
import type { Piece, RefusedSubject } from './refusal.ts';
import { kindOf } from './surroundings.ts';

/** An object in a text, by where it stands, with what it says. */
export interface FoundObject {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Piece[];
}

/**
 * The objects in a text that may hold a message: a Status, an Event, an AdmissionReview, an audit event, a workload with
 * conditions, a line of a structured log; as JSON anywhere, or as YAML.
 */
export function objectsIn(text: string): readonly FoundObject[] {
  const found = [...jsonIn(text)];
  return found.length > 0 ? found : yamlIn(text);
}

/** So many braces are tried; a paste with more is no message. */
const mostTries = 40;

function* jsonIn(text: string): Generator<FoundObject> {
  let tries = 0;
  for (let start = text.indexOf('{'); start >= 0 && tries < mostTries; tries++) {
    const end = endOfBraces(text, start);
    const value = end < 0 ? undefined : parsed(text.slice(start, end));
    if (value === undefined) {
      start = text.indexOf('{', start + 1);
      continue;
    }
    const pieces = [...piecesIn(value)];
    if (pieces.length > 0) yield { start, end, pieces };
    start = text.indexOf('{', end);
  }
}

/** Where the brace that opens at `start` closes, strings aside; -1 when it does not. */
function endOfBraces(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A whole document, or the entries `message:` of a part of one, whose indentation may have been lost above. */
function yamlIn(text: string): readonly FoundObject[] {
  if (!/^\s*(?:- )?(?:message|note):/m.test(text)) return [];
  const whole = yamlOf(text);
  const pieces = whole === undefined ? [] : [...piecesIn(whole)];
  if (pieces.length > 0) return [{ start: 0, end: text.length, pieces }];
  return [...yamlEntries(text)];
}

function* yamlEntries(text: string): Generator<FoundObject> {
  for (const entry of text.matchAll(/^(\s*(?:- )?)(?:message|note):[^\n]*(?:\n|$)/gm)) {
    const column = entry[1]?.replaceAll('\n', '').length ?? 0;
    let end = entry.index + entry[0].length;
    for (let line = lineAt(text, end); line !== undefined; line = lineAt(text, end)) {
      if (line.trim() !== '' && line.length - line.trimStart().length <= column) break;
      end += line.length;
    }
    const start = entry.index + (entry[1]?.length ?? 0);
    const value = yamlOf(text.slice(start, end));
    const pieces = value === undefined ? [] : [...piecesIn(value)];
    if (pieces.length > 0) yield { start, end, pieces };
  }
}

function lineAt(text: string, from: number): string | undefined {
  if (from >= text.length) return undefined;
  const newline = text.indexOf('\n', from);
  return text.slice(from, newline < 0 ? text.length : newline + 1);
}

function yamlOf(text: string): Json | undefined {
  try {
    return readYaml(text).value;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

/** What is known from the objects around a message. */
interface Within {
  readonly subject: RefusedSubject;
  readonly stage: Stage | undefined;
  readonly depth: number;
}

function* piecesIn(
  value: Json,
  within: Within = { subject: {}, stage: undefined, depth: 0 },
): Generator<Piece> {
  if (within.depth > 16) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* piecesIn(item, { ...within, depth: within.depth + 1 });
    return;
  }
  if (!isObject(value)) return;
  const stage = isWarning(value) ? 'warn' : within.stage;
  const here = { subject: { ...within.subject, ...subjectOf(value) }, stage, depth: within.depth + 1 };
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') {
      if (speaking.has(key)) yield told(entry, here);
    } else if (key === 'warnings' && Array.isArray(entry)) {
      for (const one of entry) if (typeof one === 'string') yield told(one, { ...here, stage: 'warn' });
    } else if ((key === 'annotations' || key === 'auditAnnotations') && isObject(entry)) {
      for (const [name, one] of Object.entries(entry))
        if (typeof one === 'string') yield told(`${name}: ${one}`, { ...here, stage: 'audit' });
    } else yield* piecesIn(entry ?? null, here);
  }
}

const speaking: ReadonlySet<string> = new Set(['message', 'note', 'error', 'err', 'msg', 'reason']);

function isWarning(value: Json): boolean {
  const level = own(value, 'level');
  return typeof level === 'string' && /^warn/i.test(level);
}

function told(text: string, { subject, stage }: Within): Piece {
  const piece = pieceOf(text);
  const { creator, ...around } = subject;
  const itself = piece.subject.kind === undefined || piece.subject.kind === around.kind;
  const maker =
    piece.subject.creator ??
    creator ??
    (itself || around.kind === undefined || around.name === undefined
      ? undefined
      : { kind: around.kind, name: around.name });
  const place = around.namespace === undefined ? {} : { namespace: around.namespace };
  return {
    ...piece,
    stage: stage ?? piece.stage,
    subject: {
      ...(itself ? around : place),
      ...piece.subject,
      ...(maker === undefined ? {} : { creator: maker }),
    },
  };
}

/** Whom an object speaks of: itself, what an event is attached to, what a request was about. */
function subjectOf(value: Json): RefusedSubject {
  const about = own(value, 'involvedObject') ?? own(value, 'regarding');
  if (isObject(about)) {
    const { kind, name, ...place } = named(about);
    const message = own(value, 'message') ?? own(value, 'note');
    const failed =
      typeof message === 'string' && /^(?:\(combined[^)]*\): )?(?:Error creating|create Pod )/.test(message);
    return failed && kind !== undefined && name !== undefined
      ? { ...place, creator: { kind, name } }
      : { ...place, ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) };
  }
  const details = own(value, 'details') ?? own(value, 'objectRef') ?? own(value, 'request');
  if (isObject(details)) return named(details);
  const metadata = own(value, 'metadata');
  const kind = own(value, 'kind');
  if (!isObject(metadata) || typeof kind !== 'string') return {};
  return typeof own(metadata, 'name') === 'string' ? { ...named(metadata), kind } : {};
}

function named(value: Json): RefusedSubject {
  const text = (key: string): string | undefined => {
    const found = own(value, key);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const typed = own(own(value, 'kind'), 'kind');
  const plural = text('kind') ?? text('resource');
  const kind = typeof typed === 'string' ? typed : (kindOf(plural) ?? plural);
  const [name, namespace] = [text('name'), text('namespace')];
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
