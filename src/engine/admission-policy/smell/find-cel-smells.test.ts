import { expect, test } from 'vitest';
import { resourceOf } from '../../kyverno/testing.ts';
import { findCelSmells } from './find-cel-smells.ts';

const every =
  'object.spec.containers.all(c, true) && object.spec.?initContainers.orValue([]).size() == 0 && !has(object.spec.ephemeralContainers)';

function codes(kind: string, rules: string, expression: string, more = ''): string[] {
  const group = kind === 'ValidatingPolicy' ? 'policies.kyverno.io' : 'admissionregistration.k8s.io';
  const policy = `
apiVersion: ${group}/v1
kind: ${kind}
metadata: { name: p }
spec:
  matchConstraints: { resourceRules: [${rules}] }
  validations: [{ expression: ${JSON.stringify(expression)} }]
  ${more}`;
  return findCelSmells(resourceOf(policy)).map(({ code }) => code);
}

function rule(group: string, resources: string, operations = 'CREATE'): string {
  return `{ apiGroups: ["${group}"], apiVersions: [v1], operations: [${operations}], resources: [${resources}] }`;
}

const pods = rule('', 'pods, pods/ephemeralcontainers');
const deployments = rule('apps', 'deployments');

test.each([
  ['all that makes pods', `${pods}, ${deployments}`, every, []],
  ['pods alone', pods, every, ['pods-only']],
  ['pods alone, by what only they have', pods, 'has(object.metadata.ownerReferences)', []],
  ['pods when they are deleted', rule('', 'pods', 'DELETE'), 'object.spec.hostNetwork', []],
  [
    'no init containers',
    `${pods}, ${deployments}`,
    'object.spec.containers.all(c, true)',
    ['misses-containers'],
  ],
  ['no debugger', `${rule('', 'pods')}, ${deployments}`, every, ['misses-containers']],
  [
    'templates have no ephemeral containers',
    deployments,
    'object.spec.containers == object.spec.initContainers',
    [],
  ],
  ['a kind for a resource', rule('apps', 'Deployment'), 'true', ['never-matches']],
  ['another group', rule('', 'deployments'), 'true', ['never-matches']],
  ['a group that only the cluster knows', rule('example.com', 'deployment'), 'true', []],
  ['a resource that only the cluster knows', rule('apps', 'things'), 'true', []],
  ['everything', rule('*', '"*"'), every, []],
])('a ValidatingAdmissionPolicy on %s', (_, rules, expression, expected) =>
  expect(codes('ValidatingAdmissionPolicy', rules, expression)).toEqual(expected),
);

test.each([
  ['carried over to controllers', '', ['misses-containers']],
  [
    'carried over to none',
    'autogen: { podControllers: { controllers: [] } }',
    ['pods-only', 'misses-containers'],
  ],
])('a ValidatingPolicy on pods, %s', (_, more, expected) =>
  expect(codes('ValidatingPolicy', rule('', 'pods'), every, more)).toEqual(expected),
);

test('nothing of what does not validate', () =>
  expect(codes('MutatingAdmissionPolicy', pods, every)).toEqual([]));
