import { decodeObject } from '../../../src/engine/pod-security/admission/decode-object.ts';
import { evaluatePodSecurity } from '../../../src/engine/pod-security/index.ts';
import type { Json } from '../../../src/kube/json.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { YamlError } from '../../../src/yaml/yaml-error.ts';
import type { Tally } from '../harness.ts';
import { policyOf } from './policy.ts';
import { difference, rowsOf } from './rows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly json?: Json;
  readonly error?: string;
  readonly messages?: Readonly<Record<string, string>>;
}

/** Manifests in every spelling YAML allows: the JSON kubectl makes of them, and then the verdict. */
export function checkYamlSpellings(folder: string, tally: Tally): void {
  for (const row of rowsOf(folder, 'yaml-spellings.jsonl', 75, tally) as readonly Row[]) {
    const { id, text, json, error, messages } = row;
    const recorded = { json, error: error !== undefined, messages };
    tally.check('yaml-spellings.jsonl', id, difference(recorded, outcomeOf(text)));
  }
}

/** Go's wording of errors is not compared. */
function outcomeOf(text: string): object {
  let json: Json;
  try {
    json = readYaml(text).value;
  } catch (error) {
    if (error instanceof YamlError) return { json: undefined, error: true, messages: undefined };
    throw error;
  }
  const pod = decodeObject(json, { group: '', version: 'v1', kind: 'Pod' });
  if (typeof pod === 'string') return { json, error: true, messages: undefined };
  const message = (level: string): string =>
    evaluatePodSecurity(pod.object, policyOf(level, 'latest')).message;
  const messages = { baseline: message('baseline'), restricted: message('restricted') };
  return { json, error: false, messages };
}
