import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { createRequest } from '../engine.ts';
import { createKyvernoEngine } from './engine.ts';
import { offline } from './testing.ts';

function resource(kind: string, object: JsonObject): Resource {
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'kyverno.io/v1',
    kind,
    namespace: kind === 'Pod' ? 'default' : '',
    name: 'n',
    object: { apiVersion: kind === 'Pod' ? 'v1' : 'kyverno.io/v1', kind, metadata: { name: 'n' }, ...object },
    origin: { file: 'hostile', start: { line: 1, column: 1 } },
  };
}

function outcomeOf(validate: JsonObject, spec: Json, more: JsonObject = {}): string | undefined {
  const match = { any: [{ resources: { kinds: ['Pod'] } }] };
  const policy = resource('ClusterPolicy', { spec: { rules: [{ name: 'r', match, validate, ...more }] } });
  const { engine } = createKyvernoEngine([policy], { accepted: true });
  return engine.judge(createRequest(resource('Pod', { spec })), offline())[0]?.outcome;
}

function nested(depth: number, leaf: Json): Json {
  let value = leaf;
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
}

test('a pod whose spec is no object is an error of a Pod Security rule', () => {
  expect(outcomeOf({ podSecurity: { level: 'baseline', version: 'latest' } }, 'x')).toBe('error');
});

describe('hostile policies end', () => {
  test('patterns and objects nested beyond the stack are an error', () => {
    const deep = nested(50_000, 'x');
    expect(outcomeOf({ message: 'm', pattern: { spec: nested(200, 'x') } }, deep)).toBe('error');
    expect(['error', 'fail']).toContain(
      outcomeOf({ message: 'm', pattern: { spec: nested(2000, 'x') } }, deep),
    );
  });

  test('wildcards that could be matched in many ways are matched in one pass', () => {
    const pattern = `${'*a'.repeat(2000)}b`;
    expect(
      outcomeOf({ message: 'm', pattern: { spec: { image: pattern } } }, { image: 'a'.repeat(20_000) }),
    ).toBe('fail');
  });

  test('variables that bring themselves again are an error', () => {
    const deny = {
      conditions: { any: [{ key: 'x{{ request.object.spec.x }}', operator: 'Equals', value: '1' }] },
    };
    expect(outcomeOf({ message: 'm', deny }, { x: 'x{{ request.object.spec.x }}' })).toBe('error');
  });

  test('projections over projections are cut off', () => {
    const items = Array.from({ length: 400 }, (_, index) => index);
    const key = `{{ request.object.spec.items[].to_array([${'@,'.repeat(400)}@])[].to_array([${'@,'.repeat(400)}@])[].to_array([${'@,'.repeat(400)}@])[] }}`;
    const deny = { conditions: { any: [{ key, operator: 'Equals', value: '1' }] } };
    expect(outcomeOf({ message: 'm', deny }, { items })).toBe('error');
  });

  test('loops in loops in loops are cut off', () => {
    const items = Array.from({ length: 300 }, (_, index) => ({ n: index }));
    const list = 'request.object.spec.items';
    const innermost = { list, deny: { conditions: { any: [{ key: 'a', operator: 'Equals', value: 'b' }] } } };
    const foreach = [{ list, foreach: [{ list, foreach: [innermost] }] }];
    expect(outcomeOf({ message: 'm', foreach }, { items })).toBe('error');
  });
});
