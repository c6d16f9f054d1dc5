import { isObject, type Json, type JsonObject, type Path } from '../../../kube/json.ts';
import { type Activation, toJson } from '../../../language/cel/index.ts';
import { cutDocuments } from '../../../yaml/cut.ts';
import { readYaml } from '../../../yaml/document.ts';
import { YamlError } from '../../../yaml/yaml-error.ts';
import type { Expression } from '../expression.ts';
import { evaluate } from './begin.ts';

/** What a GeneratingPolicy makes without CEL, but for placeholders (kyverno 111e07bb pkg/cel/policies/gpol/template). */
export interface GenerationTemplate {
  readonly value: string;
  /** `(( … ))` holds CEL; otherwise it is just text. */
  readonly interpolate: boolean;
}

/** Renders the documents of a template. Throws TemplateError for a placeholder that cannot be evaluated. */
export type Template = (activation: Activation) => readonly JsonObject[];

type Node = (activation: Activation) => Json;

/** Why a template is none, or cannot be rendered. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Compiles a template; `compile` compiles the text of a placeholder. Throws TemplateError. */
export function compileTemplate(
  { value, interpolate }: GenerationTemplate,
  compile: (text: string) => Expression,
): Template {
  const documents = documentsOf(value);
  if (documents.length === 0) throw new TemplateError('template must contain at least one YAML document');
  const nodes = documents.map((document) => nodeOf(document, [], interpolate ? compile : null));
  return (activation) =>
    nodes.map((node, i) => {
      const rendered = node(activation);
      if (isObject(rendered)) return rendered;
      throw new TemplateError(`document ${i + 1}: expected a mapping describing a resource`);
    });
}

function documentsOf(text: string): Json[] {
  const documents: Json[] = [];
  for (const document of cutDocuments([Buffer.from(text)])) {
    if (document.format === 'separator')
      throw new TemplateError(`line ${document.line}: text stands behind ---`);
    try {
      const { value } = readYaml(document.text);
      if (value !== null) documents.push(value);
    } catch (error) {
      if (error instanceof YamlError) throw new TemplateError(`failed to parse YAML: ${error.message}`);
      throw error;
    }
  }
  return documents;
}

function nodeOf(value: Json = null, path: Path, compile: ((text: string) => Expression) | null): Node {
  if (compile === null || !holdsPlaceholder(value)) return () => structuredClone(value);
  if (typeof value === 'string') return textNode(value, path, compile);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => nodeOf(item, [...path, i], compile));
    return (activation) => items.map((item) => item(activation));
  }
  const fields = Object.entries(value as JsonObject).map(([key, field]) => {
    if (mark.test(key))
      throw new TemplateError(`${shown(path)}: placeholders are not supported in mapping keys`);
    return [key, nodeOf(field, [...path, key], compile)] as const;
  });
  return (activation) => Object.fromEntries(fields.map(([key, field]) => [key, field(activation)]));
}

const mark = /\(\(/;

function holdsPlaceholder(value: Json | undefined): boolean {
  if (typeof value === 'string') return mark.test(value);
  if (Array.isArray(value)) return value.some(holdsPlaceholder);
  return (
    isObject(value) && Object.entries(value).some(([key, field]) => mark.test(key) || holdsPlaceholder(field))
  );
}

/** A text that is one placeholder becomes whatever that is; others are put together. */
function textNode(text: string, path: Path, compile: (text: string) => Expression): Node {
  const segments = scan(text, path).map((segment) => {
    if (segment.is === 'literal') return segment.text;
    const expression = compile(segment.text);
    return (activation: Activation): Json => valueOf(expression, activation);
  });
  const [only] = segments;
  if (segments.length === 1 && typeof only === 'function') return only;
  return (activation) =>
    segments
      .map((segment) => (typeof segment === 'string' ? segment : scalarText(segment(activation))))
      .join('');
}

function valueOf(expression: Expression, activation: Activation): Json {
  const placeholder = JSON.stringify(expression.text);
  const result = evaluate(expression, activation);
  if (!result.ok) throw new TemplateError(`failed to evaluate placeholder ${placeholder}: ${result.error}`);
  const json = toJson(result.value) as Json | undefined;
  if (json === undefined) throw new TemplateError(`failed to convert placeholder ${placeholder} result`);
  return json;
}

function scalarText(value: Json): string {
  if (value !== null && typeof value !== 'object') return String(value);
  throw new TemplateError('a placeholder embedded in a string must evaluate to a scalar');
}

interface Segment {
  readonly is: 'literal' | 'expression';
  readonly text: string;
}

/** Splits a text at its placeholders. `\((` is a literal `((`. */
function scan(text: string, path: Path): Segment[] {
  const segments: Segment[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('\\((', at)) {
      literal += '((';
      at += 3;
    } else if (text.startsWith('((', at)) {
      const end = endOfPlaceholder(text, at + 2);
      const expression = text.slice(at + 2, end).trim();
      if (end < 0 || expression === '')
        throw new TemplateError(`${shown(path)}: ${end < 0 ? 'unterminated' : 'empty'} placeholder`);
      if (literal !== '') segments.push({ is: 'literal', text: literal });
      literal = '';
      segments.push({ is: 'expression', text: expression });
      at = end + 2;
    } else {
      literal += text[at];
      at += 1;
    }
  }
  if (literal !== '') segments.push({ is: 'literal', text: literal });
  return segments;
}

/** Where the `))` stands that closes a placeholder; -1 when there is none. Parentheses may nest, and texts hold any. */
function endOfPlaceholder(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    else if (char === ')') return text[at + 1] === ')' ? at : -1;
  }
  return -1;
}

function shown(path: Path): string {
  return path.length === 0 ? 'document' : path.join('.');
}
