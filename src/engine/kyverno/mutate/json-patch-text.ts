import type { Json, JsonObject } from '../../../kube/json.ts';
import { decodeJson } from '../../../language/jmespath/go-json.ts';
import { readYaml } from '../../../yaml/document.ts';
import { YamlError } from '../../../yaml/yaml-error.ts';
import { readJsonPatch } from './json-patch.ts';
import { PatchError } from './patch-error.ts';

/** Reads the text of `patchesJson6902`: JSON when it begins as a list, else YAML (kyverno v1.19 mutate/patch). */
export function readPatchText(text: string): readonly JsonObject[] {
  return readJsonPatch(text.startsWith('[') ? readAsJson(text) : readAsYaml(text));
}

function readAsJson(text: string): Json {
  return decodeJson(text, () => {
    throw new PatchError('failed to decode patches: invalid state detected');
  });
}

function readAsYaml(text: string): Json {
  try {
    return readYaml(text).value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new PatchError(`failed to convert patchesJSON6902 to JSON: yaml: ${error.message}`);
  }
}
