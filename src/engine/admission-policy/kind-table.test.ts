import { describe, expect, it } from 'vitest';
import { createRequest } from '../engine.ts';
import { attributesOf, type GroupVersionKind } from './attributes.ts';
import { convertAttributes } from './convert.ts';
import { kindTable } from './kind-table.ts';
import { MatchError } from './match-resources.ts';
import { resource } from './testing.ts';

const crd = {
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: { kind: 'Mouse', plural: 'mice' },
    versions: [
      {
        name: 'v1',
        served: true,
        schema: schemaOf({ spec: { type: 'object', properties: { a: { type: 'string' } } } }),
      },
      {
        name: 'v1beta1',
        served: true,
        schema: schemaOf({ spec: { type: 'object', properties: { b: { type: 'string' } } } }),
      },
      { name: 'v1alpha1', served: false },
    ],
  },
};

function schemaOf(properties: object) {
  return { openAPIV3Schema: { type: 'object', properties: JSON.parse(JSON.stringify(properties)) } };
}

const kinds = kindTable([crd]);

describe('kindTable', () => {
  it('knows built-in kinds and those of CRDs, both ways', () => {
    expect(kinds.find('networking.k8s.io/v1', 'Ingress')).toMatchObject({
      resource: 'ingresses',
      namespaced: true,
    });
    expect(kinds.find('example.com/v1', 'Mouse')).toMatchObject({ resource: 'mice', namespaced: false });
    expect(kinds.kindOf('apps/v1', 'deployments')).toBe('Deployment');
    expect(kinds.kindOf('example.com/v1', 'mice')).toBe('Mouse');
    expect(kinds.kindOf('example.com/v1', 'mouses')).toBeUndefined();
  });

  it('guesses kinds nobody declared, and versions that are not served', () => {
    expect(kinds.declared('example.com/v1alpha1', 'Mouse')).toBeUndefined();
    expect(kinds.find('example.com/v1', 'Policy')).toMatchObject({ resource: 'policies', namespaced: true });
  });

  it('finds other versions and groups of the same objects', () => {
    const of = (group: string, version: string, plural: string) =>
      kinds
        .equivalents({ group, version, resource: plural })
        .map((one) => `${one.resource.group}/${one.resource.version}`);
    expect(of('autoscaling', 'v1', 'horizontalpodautoscalers')).toContain('autoscaling/v2');
    expect(of('', 'v1', 'events')).toContain('events.k8s.io/v1');
    expect(of('example.com', 'v1', 'mice')).toEqual(['example.com/v1beta1']);
    expect(of('', 'v1', 'pods')).toEqual([]);
  });
});

describe('convertAttributes', () => {
  const convert = (object: ReturnType<typeof resource>, to: GroupVersionKind) =>
    convertAttributes(attributesOf(createRequest(object), kinds), to, kinds);

  it('leaves the kind that was asked for as it is', () => {
    const pod = resource('v1', 'Pod', 'p', {}, 'ns');
    const converted = convert(pod, { group: '', version: 'v1', kind: 'Pod' });
    expect(converted).toMatchObject({ object: pod.object });
  });

  it('renames kinds whose versions have one shape', () => {
    const unknown = resource('example.org/v1', 'Thing', 't', { spec: { a: 1 } }, 'ns');
    expect(convert(unknown, { group: 'example.org', version: 'v2', kind: 'Thing' })).toMatchObject({
      object: { apiVersion: 'example.org/v2', kind: 'Thing', spec: { a: 1 } },
    });
  });

  it('does not pretend to convert what differs', () => {
    const mouse = resource('example.com/v1', 'Mouse', 'm', { spec: { a: 'x' } });
    const converted = convert(mouse, { group: 'example.com', version: 'v1beta1', kind: 'Mouse' });
    expect(converted).toBeInstanceOf(MatchError);
    expect(converted).toMatchObject({
      message: 'failed to convert object version: example.com/v1 to example.com/v1beta1 is not known here',
    });
  });
});
