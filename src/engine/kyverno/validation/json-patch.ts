import { type JsonObject, own } from '../../../kube/json.ts';
import { readPatchText } from '../mutate/json-patch-text.ts';
import { PatchError } from '../mutate/patch-error.ts';
import { textAt } from '../read.ts';
import { findVariables } from '../variable/find.ts';

const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** A JSON patch in a rule (kyverno v1.19 pkg/validation/policy, validateJSONPatch). */
export function patchProblem(text: string, rule: number): string | null {
  if (text === '') return null;
  let patch: readonly JsonObject[];
  try {
    patch = readPatchText(withoutVariables(text));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return `path must begin with a forward slash: spec.rules[${rule}]: ${error.message}`;
  }
  for (const step of patch) {
    const path = textAt(step, 'path');
    if (!path.startsWith('/')) return `path must begin with a forward slash: spec.rules[${rule}]: ${path}`;
  }
  for (const step of patch) {
    const op = textAt(step, 'op') || 'unknown';
    if (!operations.has(op)) return `unexpected kind: spec.rules[${rule}]: ${op}`;
    const needsValue = op === 'add' || op === 'replace' || op === 'test';
    if (needsValue && own(step, 'value') === undefined)
      return `invalid value: spec.rules[${rule}]: operation, missing value field: missing value`;
  }
  return null;
}

/** Variables are not known yet; any text may stand for them. */
function withoutVariables(text: string): string {
  return findVariables(text).reduce(
    (left, { text: variable }) => left.replace(variable, () => 'kyvernojsonpatchvariable'),
    text,
  );
}
