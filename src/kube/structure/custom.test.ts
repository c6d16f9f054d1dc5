import { expect, test } from 'vitest';
import { applyConfiguration } from './apply.ts';
import { customStruct } from './custom.ts';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', format: 'int32' },
        port: { 'x-kubernetes-int-or-string': true },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        hosts: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        rules: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' }, weight: { type: 'integer' } } },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
      },
    },
  },
};

const widget = customStruct('Widget', schema);
if (!widget) throw new Error('no struct');

test('a schema becomes a struct with the fields every kind has', () => {
  expect([...widget.fields.keys()].sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  const spec = widget.fields.get('spec')?.type;
  const fields = spec?.is === 'struct' ? [...spec.struct().fields.values()] : [];
  expect(fields.map(({ name, type }) => `${name} ${type.is}`)).toEqual([
    'size int32',
    'port intOrString',
    'free any',
    'labels map',
    'hosts list',
    'rules list',
  ]);
});

test('and merges like one', () => {
  const object = { spec: { hosts: ['a'], rules: [{ name: 'x', weight: 1 }], free: { a: 1 } } };
  const patch = {
    metadata: { labels: { l: 'v' } },
    spec: { hosts: ['b'], rules: [{ name: 'x', weight: 2 }, { name: 'y' }], free: { b: { c: [1] } } },
  };
  expect(applyConfiguration(widget, object, patch)).toEqual({
    metadata: { labels: { l: 'v' } },
    spec: {
      hosts: ['a', 'b'],
      rules: [{ name: 'x', weight: 2 }, { name: 'y' }],
      free: { a: 1, b: { c: [1] } },
    },
  });
});

test('no properties, no struct', () => {
  expect(
    customStruct('Widget', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
  ).toBeUndefined();
  expect(customStruct('Widget', undefined)).toBeUndefined();
});
