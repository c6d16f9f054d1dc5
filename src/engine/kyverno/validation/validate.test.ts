import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../kube/json.ts';
import { refusalText, validateKyverno } from './validate.ts';

function refusal(validate: JsonObject): string | null {
  const object: JsonObject = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'p' },
    spec: { rules: [{ name: 'r', match: { any: [{ resources: { kinds: ['Pod'] } }] }, validate }] },
  };
  const origin = { file: 'p.yaml', start: { line: 1, column: 1 } };
  const found = validateKyverno({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    namespace: '',
    name: 'p',
    object,
    origin,
  });
  return found === null ? null : refusalText(found);
}

describe('podSecurity.version', () => {
  test.each<[Json, boolean]>([
    ['latest', true],
    ['v1.19', true],
    ['v1.32', true],
    // The evaluator knows it, the CRD does not take it.
    ['v1.33', false],
    ['v1.18', false],
    ['1.29', false],
  ])('%j: taken %s', (version, taken) => {
    const text = refusal({ podSecurity: { level: 'baseline', version } });
    if (taken) expect(text).toBeNull();
    else expect(text).toContain('podSecurity.version: Unsupported value');
  });
});
