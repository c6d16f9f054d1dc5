import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { fixedText, goText } from '../go/text.ts';
import { parseAnchor } from '../pattern/anchor.ts';
import { operatorOf } from '../pattern/operator.ts';
import { SubstitutionError } from './error.ts';

/**
 * Replaces `$(path)` by the text that stands at that path of the same document, and `\$(…)` by `$(…)` (kyverno v1.19
 * pkg/engine/variables/vars.go). It depends on the policy alone, so it is done once.
 */
export function resolveReferences(document: Json): Json | SubstitutionError {
  if (!mentions(document)) return document;
  try {
    return resolveNode(document, '', document);
  } catch (error) {
    if (error instanceof SubstitutionError) return error;
    throw error;
  }
}

function mentions(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.includes('$(');
  if (Array.isArray(value)) return value.some(mentions);
  return isObject(value) && Object.keys(value).some((key) => key.includes('$(') || mentions(value[key]));
}

function resolveNode(value: Json, path: string, document: Json): Json {
  if (typeof value === 'string') return resolveText(value, path, document);
  if (Array.isArray(value))
    return value.map((item, index) => resolveNode(item, `${path}/${index}`, document));
  if (!isObject(value)) return value;
  const resolved: JsonObject = {};
  for (const key of Object.keys(value)) {
    const inner = `${path}/${key.replaceAll('/', '\\/')}`;
    setOwn(resolved, resolveText(key, path, document), resolveNode(value[key] ?? null, inner, document));
  }
  return resolved;
}

const reference = /^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)/gu;
const escaped = /\\\$\(.[^ )]*\)/gu;

function resolveText(text: string, path: string, document: Json): string {
  if (!text.includes('$(')) return text;
  let resolved = text;
  for (const [found] of text.matchAll(reference)) {
    const initial = found.startsWith('$(');
    const written = initial ? found : found.slice(found.indexOf('$('));
    const value = valueOf(written, path, document);
    resolved = replaceFirst(resolved, found, (initial ? '' : found.slice(0, found.indexOf('$('))) + value);
  }
  for (const [found] of resolved.matchAll(escaped)) resolved = resolved.replaceAll(found, found.slice(1));
  return resolved;
}

function replaceFirst(text: string, old: string, replacement: string): string {
  return text.replace(old, () => replacement);
}

function valueOf(written: string, path: string, document: Json): string {
  const fail = (reason: string): never => {
    throw new SubstitutionError(`failed to resolve ${written} at path ${path}: ${reason}`);
  };
  const inner = written.replace(/^[$()]+/, '').replace(/[$()]+$/, '');
  const operator = operatorOf(inner);
  const target = inner.slice(operator.length);
  if (target === '') return fail('expected path, found empty reference');
  const value = valueAt(document, absolute(target, path));
  if (value === undefined || value === null) {
    throw new SubstitutionError(`got nil resolved variable ${written} at path ${path}: <nil>`);
  }
  if (operator !== '') {
    if (typeof value === 'number')
      return operator + (Number.isInteger(value) ? String(value) : fixedText(value));
    if (typeof value !== 'string' && typeof value !== 'bigint') {
      return fail(
        `incorrect expression: operator ${operator} does not match with value ${goText(value, true)}`,
      );
    }
    return operator + String(value);
  }
  if (typeof value === 'string') return value;
  throw new SubstitutionError(`NotResolvedReferenceErr,reference ${written} not resolved at path ${path}`);
}

/** Go's path.Join of where the reference stands and what it says. */
function absolute(target: string, path: string): string {
  if (target.startsWith('/')) return target;
  const parts: string[] = [];
  for (const part of `${path}/${target}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The last leaf, or key of an object, that stands at `path` when anchors are left out. */
function valueAt(document: Json, path: string): Json | undefined {
  let found: Json | undefined;
  const visit = (value: Json, at: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, `${at}/${index}`);
      });
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        if (withoutAnchors(at) === path) found = key;
        visit(value[key] ?? null, `${at}/${key.replaceAll('/', '\\/')}`);
      }
    } else if (withoutAnchors(at) === path) {
      found = value;
    }
  };
  visit(document, '');
  return found;
}

function withoutAnchors(path: string): string {
  return path
    .split('/')
    .map((part) => parseAnchor(part)?.key ?? part)
    .join('/');
}
