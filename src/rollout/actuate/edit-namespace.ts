import { applyEdits, type Edit } from '../../fix/edit.ts';
import { editText } from '../../fix/edit-text.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { sameJson } from '../../schema/runtime.ts';
import { cutDocuments, type DocumentText } from '../../yaml/cut.ts';
import { readYaml } from '../../yaml/document.ts';
import { YamlError } from '../../yaml/yaml-error.ts';
import type { LabelPatch, Labels } from '../pod-security-stage.ts';

/** A Namespace in a file of manifests. */
export interface WrittenNamespace {
  readonly name: string;
  readonly labels: Labels;
}

/** The Namespaces of a file, as kubectl would read them. What cannot be read holds none that could be edited. */
export function namespacesIn(bytes: Buffer): WrittenNamespace[] {
  const found: WrittenNamespace[] = [];
  for (const { object } of namespaceDocuments(bytes))
    found.push({ name: nameOf(object), labels: labelsOf(object) });
  return found;
}

/**
 * The file with the labels of one Namespace changed: every other byte stays as it is. Undefined where the text is too
 * unusual to be edited safely; the result is read again, and must differ in just these labels.
 */
export function editNamespace(bytes: Buffer, name: string, patch: LabelPatch): Buffer | undefined {
  for (const { document, object } of namespaceDocuments(bytes)) {
    if (nameOf(object) !== name) continue;
    const edits = editsFor(object, patch);
    if (edits.length === 0) return bytes;
    const { text, byte } = document;
    const length = lengthInFile(document, bytes);
    if (length === undefined) return undefined;
    const source = text.slice(0, length.characters);
    const after = editText(source, document.format, object, edits);
    if (after === undefined || !proved(after, document.format, applyEdits(object, edits))) return undefined;
    return Buffer.concat([bytes.subarray(0, byte), Buffer.from(after), bytes.subarray(byte + length.bytes)]);
  }
  return undefined;
}

/** The text of a Namespace that is in no file yet. */
export function newNamespace(name: string, patch: LabelPatch): string {
  const labels = Object.entries(patch).filter(([, value]) => value !== null);
  return [
    'apiVersion: v1',
    'kind: Namespace',
    'metadata:',
    `  name: ${name}`,
    ...(labels.length === 0 ? [] : ['  labels:', ...labels.map(([key, value]) => `    ${key}: ${value}`)]),
    '',
  ].join('\n');
}

interface NamespaceDocument {
  readonly document: DocumentText;
  readonly object: JsonObject;
}

function* namespaceDocuments(bytes: Buffer): Generator<NamespaceDocument> {
  if (!bytes.includes('Namespace')) return;
  for (const document of cutDocuments([bytes], (text) => text.includes('Namespace'))) {
    if (document.format === 'separator') continue;
    const object = valueOf(document.text, document.format);
    if (isObject(object) && object.kind === 'Namespace' && object.apiVersion === 'v1')
      yield { document, object };
  }
}

function valueOf(text: string, format: 'yaml' | 'json'): Json | undefined {
  try {
    return format === 'json' ? (JSON.parse(text) as Json) : readYaml(text).value;
  } catch (error) {
    if (error instanceof YamlError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Cutting gives the last document a line break that the file may not have. */
function lengthInFile(
  { text, byte }: DocumentText,
  bytes: Buffer,
): { characters: number; bytes: number } | undefined {
  const whole = Buffer.from(text);
  if (bytes.subarray(byte, byte + whole.length).equals(whole))
    return { characters: text.length, bytes: whole.length };
  const shorter = whole.subarray(0, -1);
  return text.endsWith('\n') && bytes.subarray(byte).equals(shorter)
    ? { characters: text.length - 1, bytes: shorter.length }
    : undefined;
}

function editsFor(object: JsonObject, patch: LabelPatch): Edit[] {
  const labels = labelsOf(object);
  const edits: Edit[] = [];
  for (const [key, value] of Object.entries(patch)) {
    const path = ['metadata', 'labels', key];
    if (value === null && Object.hasOwn(labels, key)) edits.push({ op: 'remove', path });
    else if (value !== null && labels[key] !== value) edits.push({ op: 'set', path, value });
  }
  return edits;
}

function proved(text: string, format: 'yaml' | 'json', wanted: JsonObject): boolean {
  const value = valueOf(text, format);
  return value !== undefined && sameJson(value, wanted);
}

function nameOf(object: JsonObject): string {
  const name = own(object.metadata, 'name');
  return typeof name === 'string' ? name : '';
}

function labelsOf(object: JsonObject): Labels {
  const labels = own(object.metadata, 'labels');
  const found: Record<string, string> = {};
  if (isObject(labels))
    for (const [key, value] of Object.entries(labels)) if (typeof value === 'string') found[key] = value;
  return found;
}
