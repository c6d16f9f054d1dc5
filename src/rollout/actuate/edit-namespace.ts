import type { Edit } from '../../fix/edit.ts';
import { isObject, type JsonObject, own } from '../../kube/json.ts';
import type { LabelPatch, Labels } from '../pod-security-stage.ts';
import { editObject, objectDocuments } from './edit-object.ts';

/** A Namespace in a file of manifests. */
export interface WrittenNamespace {
  readonly name: string;
  readonly labels: Labels;
}

/** The Namespaces of a file, as kubectl would read them. What cannot be read holds none that could be edited. */
export function namespacesIn(bytes: Buffer): WrittenNamespace[] {
  const found: WrittenNamespace[] = [];
  for (const { object } of objectDocuments(bytes, 'Namespace'))
    if (isNamespace(object)) found.push({ name: nameOf(object), labels: labelsOf(object) });
  return found;
}

/** The file with the labels of one Namespace changed; undefined where its text is too unusual to be edited safely. */
export function editNamespace(bytes: Buffer, name: string, patch: LabelPatch): Buffer | undefined {
  return editObject(
    bytes,
    (object) => isNamespace(object) && nameOf(object) === name,
    (object) => editsFor(object, patch),
  );
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

function isNamespace(object: JsonObject): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1';
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
