import { applyEdits, type Edit } from '../../fix/edit.ts';
import { editText } from '../../fix/edit-text.ts';
import { isObject, type Json, type JsonObject } from '../../kube/json.ts';
import { sameJson } from '../../schema/runtime.ts';
import { cutDocuments, type DocumentText } from '../../yaml/cut.ts';
import { readYaml } from '../../yaml/document.ts';
import { YamlError } from '../../yaml/yaml-error.ts';

/** An object of a file of manifests, with the text it was read from. */
export interface ObjectDocument {
  readonly document: DocumentText;
  readonly object: JsonObject;
}

/** The objects of a file as kubectl would read them, of documents that hold `word`. What cannot be read is left out. */
export function* objectDocuments(bytes: Buffer, word: string): Generator<ObjectDocument> {
  if (!bytes.includes(word)) return;
  for (const document of cutDocuments([bytes], (text) => text.includes(word))) {
    if (document.format === 'separator') continue;
    const object = valueOf(document.text, document.format);
    if (isObject(object)) yield { document, object };
  }
}

/**
 * The file with one object changed: every other byte stays as it is. Undefined when there is no such object, or when its
 * text is too unusual to be edited safely: the result is read again, and must differ in just these fields.
 */
export function editObject(
  bytes: Buffer,
  isMeant: (object: JsonObject) => boolean,
  editsOf: (object: JsonObject) => readonly Edit[],
): Buffer | undefined {
  for (const { document, object } of objectDocuments(bytes, '')) {
    if (!isMeant(object)) continue;
    const edits = editsOf(object);
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

function proved(text: string, format: 'yaml' | 'json', wanted: JsonObject): boolean {
  const value = valueOf(text, format);
  return value !== undefined && sameJson(value, wanted);
}
