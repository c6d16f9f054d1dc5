import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { ApplyError, applyConfiguration } from './apply.ts';
import { builtInStruct } from './built-in.ts';
import { atomicPaths } from './check-configuration.ts';
import type { Struct } from './structure.ts';

function struct(name: string): Struct {
  const found = builtInStruct(name);
  if (!found) throw new Error(`no struct ${name}`);
  return found;
}

const pod = struct('core/v1.Pod');

function withContainers(containers: Json): JsonObject {
  return { spec: { containers } };
}

describe('merges', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['a new field', {}, { spec: { hostNetwork: true } }, { spec: { hostNetwork: true } }],
    [
      'maps key by key',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { b: '3', c: '4' } } },
      { metadata: { labels: { a: '1', b: '3', c: '4' } } },
    ],
    [
      'lists by their key',
      withContainers([{ name: 'a', image: 'x' }, { name: 'b' }]),
      withContainers([{ name: 'b', image: 'y' }]),
      withContainers([
        { name: 'a', image: 'x' },
        { name: 'b', image: 'y' },
      ]),
    ],
    [
      'new items at the end',
      withContainers([{ name: 'a' }]),
      withContainers([{ name: 'z' }]),
      withContainers([{ name: 'a' }, { name: 'z' }]),
    ],
    [
      "shared items in the patch's order",
      withContainers([{ name: 'a' }, { name: 'b' }, { name: 'c' }]),
      withContainers([{ name: 'c' }, { name: 'a' }]),
      withContainers([{ name: 'b' }, { name: 'c' }, { name: 'a' }]),
    ],
    [
      'ports by port and protocol, which is TCP',
      withContainers([{ name: 'a', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }]),
      withContainers([{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }] }]),
      withContainers([
        {
          name: 'a',
          ports: [
            { containerPort: 80, protocol: 'TCP', name: 'http' },
            { containerPort: 80, protocol: 'UDP' },
          ],
        },
      ]),
    ],
    [
      'sets',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['b', 'c'] } },
      { metadata: { finalizers: ['a', 'b', 'c'] } },
    ],
    [
      'atomic lists as a whole',
      withContainers([{ name: 'a', command: ['x', 'y'] }]),
      withContainers([{ name: 'a', command: ['z'] }]),
      withContainers([{ name: 'a', command: ['z'] }]),
    ],
    [
      'atomic maps as a whole',
      { spec: { nodeSelector: { a: '1' } } },
      { spec: { nodeSelector: { b: '2' } } },
      { spec: { nodeSelector: { b: '2' } } },
    ],
    [
      'fields the type does not know',
      { spec: { extra: 1 } },
      { spec: { hostPID: true } },
      { spec: { extra: 1, hostPID: true } },
    ],
  ])('%s', (_, object, patch, expected) => {
    const before = JSON.stringify(object);
    expect(applyConfiguration(pod, object, patch)).toEqual(expected);
    expect(JSON.stringify(object)).toBe(before);
  });

  test('applying again changes nothing', () => {
    const patch = withContainers([{ name: 'b', ports: [{ containerPort: 1 }] }, { name: 'a' }]);
    const once = applyConfiguration(pod, withContainers([{ name: 'a' }, { name: 'c' }]), patch) as JsonObject;
    expect(applyConfiguration(pod, once, patch)).toEqual(once);
  });
});

describe('refuses', () => {
  test.each<[JsonObject, string]>([
    [
      { spec: { nope: 1 } },
      'failed to convert patch object to typed object: .spec.nope: field not declared in schema',
    ],
    [
      { spec: { hostNetwork: 'yes' } },
      'failed to convert patch object to typed object: .spec.hostNetwork: expected boolean, got &{yes}',
    ],
    [
      { spec: { priority: 'high' } },
      'failed to convert patch object to typed object: .spec.priority: expected numeric (int or float), got string',
    ],
    [
      { spec: { priority: [1] } },
      'failed to convert patch object to typed object: .spec.priority: expected numeric (int or float), got []interface {}',
    ],
    [
      { spec: { nodeName: 1 } },
      'failed to convert patch object to typed object: .spec.nodeName: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      { spec: { containers: { b: [1, null], a: 'x' } } },
      'failed to convert patch object to typed object: .spec.containers: expected list, got &{map[a:x b:[1 <nil>]]}',
    ],
    [
      withContainers([{ image: 'x' }]),
      `failed to merge patch: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`,
    ],
  ])('%j', (patch, message) => {
    const result = applyConfiguration(pod, withContainers([{ name: 'a' }]), patch);
    expect(result).toBeInstanceOf(ApplyError);
    expect(result).toMatchObject({ message });
  });
});

test('atomic parts are named', () => {
  const patch = withContainers([
    { name: 'a', args: ['x'], env: [{ name: 'E', valueFrom: { fieldRef: {} } }] },
  ]);
  expect(atomicPaths(pod, patch)).toEqual([
    '.spec.containers[0].args',
    '.spec.containers[0].env[0].valueFrom.fieldRef',
  ]);
  expect(atomicPaths(struct('apps/v1.Deployment'), { spec: { selector: {}, replicas: 1 } })).toEqual([
    '.spec.selector',
  ]);
});
