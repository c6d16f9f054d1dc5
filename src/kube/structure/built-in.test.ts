import { describe, expect, test } from 'vitest';
import { builtInStruct } from './built-in.ts';
import { builtInKind, builtInKinds, builtInResource, guessResource } from './kinds.ts';
import type { Struct, Type } from './structure.ts';
import { types } from './table.generated.ts';

function field(struct: string, name: string) {
  return builtInStruct(struct)?.fields.get(name);
}

describe('builtInStruct', () => {
  test.each([
    ['core/v1.PodSpec', 'hostNetwork', 'bool'],
    ['core/v1.PodSecurityContext', 'runAsUser', 'int64'],
    ['core/v1.ContainerPort', 'hostPort', 'int32'],
    ['core/v1.HTTPGetAction', 'port', 'intOrString'],
    ['core/v1.Secret', 'data', 'map'],
    ['meta/v1.ObjectMeta', 'creationTimestamp', 'time'],
    ['coordination/v1.LeaseSpec', 'renewTime', 'microTime'],
    ['apps/v1.ControllerRevision', 'data', 'any'],
  ])('%s.%s is %s', (struct, name, is) => {
    expect(field(struct, name)?.type.is).toBe(is);
  });

  test('a keyed list, for server-side apply and for patches', () => {
    const ports = field('core/v1.Container', 'ports');
    expect(ports?.type).toMatchObject({ is: 'list', list: 'map', keys: ['containerPort', 'protocol'] });
    expect(ports?.patch).toEqual({ merge: true, key: 'containerPort', retainKeys: false });
    expect(field('core/v1.PodSpec', 'volumes')?.patch).toEqual({
      merge: true,
      key: 'name',
      retainKeys: true,
    });
    expect(field('meta/v1.ObjectMeta', 'finalizers')?.patch).toEqual({
      merge: true,
      key: null,
      retainKeys: false,
    });
    expect(field('apps/v1.DeploymentSpec', 'strategy')?.patch).toEqual({
      merge: false,
      key: null,
      retainKeys: true,
    });
    expect(field('core/v1.Container', 'command')).toMatchObject({ type: { list: 'atomic' }, patch: null });
  });

  test('atomic and granular maps and structs', () => {
    expect(field('core/v1.PodSpec', 'nodeSelector')?.type).toMatchObject({ is: 'map', atomic: true });
    expect(field('meta/v1.ObjectMeta', 'labels')?.type).toMatchObject({ is: 'map', atomic: false });
    expect(builtInStruct('meta/v1.LabelSelector')?.atomic).toBe(true);
    expect(builtInStruct('core/v1.Pod')?.atomic).toBe(false);
    expect(field('core/v1.PersistentVolumeSpec', 'claimRef')?.type).toMatchObject({
      is: 'struct',
      atomic: false,
    });
  });

  test('unknown names', () => {
    expect(builtInStruct('core/v1.Nope')).toBeUndefined();
    expect(builtInStruct('constructor')).toBeUndefined();
  });

  test('every line of the table can be read, and refers only to lines of the table', () => {
    const names = types
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/!?=/)[0] ?? '');
    expect(names.length).toBeGreaterThan(700);
    for (const name of names) for (const { type } of structNamed(name).fields.values()) follow(type);
  });
});

function structNamed(name: string): Struct {
  const struct = builtInStruct(name);
  if (!struct) throw new Error(`no struct ${name}`);
  return struct;
}

function follow(type: Type): void {
  if (type.is === 'list') follow(type.item);
  else if (type.is === 'map') follow(type.value);
  else if (type.is === 'struct') type.struct();
}

describe('kinds', () => {
  test('by kind and by resource', () => {
    const deployment = builtInKind('apps/v1', 'Deployment');
    expect(deployment).toMatchObject({
      resource: 'deployments',
      namespaced: true,
      subresources: ['scale', 'status'],
    });
    expect(deployment?.struct()?.fields.has('spec')).toBe(true);
    expect(builtInResource('apps', 'v1', 'deployments')).toBe(deployment);
    expect(builtInResource('', 'v1', 'namespaces')).toMatchObject({ kind: 'Namespace', namespaced: false });
    expect(builtInResource('', 'v1', 'pods')?.subresources).toContain('ephemeralcontainers');
    expect(builtInKind('v1', 'toString')).toBeUndefined();
  });

  test('every kind has a struct', () => {
    for (const info of builtInKinds()) expect(info.struct(), `${info.apiVersion} ${info.kind}`).toBeDefined();
  });

  test.each([
    ['Gateway', 'gatewaies'],
    ['NetworkPolicy', 'networkpolicies'],
    ['Class', 'classes'],
    ['Widget', 'widgets'],
    ['Endpoints', 'endpoints'],
  ])('guesses %s -> %s', (kind, plural) => {
    expect(guessResource(kind)).toBe(plural);
  });
});
