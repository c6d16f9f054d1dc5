import { isObject, type Json, type JsonObject, type Path } from '../kube/json.ts';
import { sameJson } from '../schema/runtime.ts';
import { cutDocuments } from '../yaml/cut.ts';
import { readYaml } from '../yaml/document.ts';
import { readJson } from '../yaml/json-value.ts';
import { sourceOf } from './document-source.ts';
import { applyEdits, type Edit } from './edit.ts';
import { editText } from './edit-text.ts';

/**
 * The file with one field set in the first document that is meant, and not another byte changed; undefined where there
 * is no such document or its text cannot be edited. Throws `YamlError` for a file that cannot be read.
 */
export function addField(
  file: Buffer,
  isMeant: (value: JsonObject) => boolean,
  path: Path,
  value: Json,
): Buffer | undefined {
  for (const document of cutDocuments([file])) {
    if (document.format === 'separator') return undefined;
    const source = sourceOf(document, file);
    const read = (text: string): Json => (document.format === 'json' ? readJson(text) : readYaml(text).value);
    const before = read(source);
    if (!isObject(before) || !isMeant(before)) continue;
    const edits: Edit[] = [{ op: 'set', path, value }];
    const after = editText(source, document.format, before, edits);
    if (after === undefined || !sameJson(read(after), applyEdits(before, edits))) return undefined;
    const end = document.byte + Buffer.byteLength(source);
    return Buffer.concat([file.subarray(0, document.byte), Buffer.from(after), file.subarray(end)]);
  }
  return undefined;
}
