import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { textOf } from '../read.ts';
import { sameJson } from './copy.ts';
import { applyJsonPatch } from './json-patch.ts';
import { readPatchText } from './json-patch-text.ts';
import { PatchError } from './patch-error.ts';
import { type Step, stepError } from './step.ts';
import { applyStrategicPatch } from './strategic-patch.ts';

/** Applies one of the two kinds of patch, variables already replaced; a strategic one goes before the other. */
export function applyPatches(object: JsonObject, strategic: Json | undefined, text: Json | undefined): Step {
  const json = textOf(text);
  if (!isThere(strategic) && json === '') return stepError('empty mutate rule');
  try {
    const patched = isThere(strategic) ? applyStrategicPatch(object, strategic) : applyText(object, json);
    if (sameJson(object, patched)) return { status: 'skip', object, message: 'no patches applied' };
    return { status: 'pass', object: patched, message: 'resource patched' };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return stepError('failed to patch resource', error.message);
  }
}

function isThere(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

function applyText(object: JsonObject, text: string): JsonObject {
  const patched = applyJsonPatch(object, readPatchText(text));
  if (isObject(patched)) return patched;
  throw new PatchError('the patch leaves no object');
}
