import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answersOf, resourceOf } from '../testing.ts';
import { validateKyverno } from '../validation/validate.ts';
import { findSmells } from './find-smells.ts';

const root = join(import.meta.dirname, '../../../..');
const pages = join(root, 'docs/smells');

function codesOf(policy: string): string[] {
  return findSmells(resourceOf(policy)).map(({ code }) => code);
}

describe('each smell has a page whose example smells of it and whose repair does not', () => {
  const codes = readdirSync(pages)
    .filter((name) => name !== 'README.md')
    .map((name) => name.replace('.md', ''));

  test('there are pages', () => expect(codes).toHaveLength(9));

  test.each(codes)('%s', (code) => {
    const text = readFileSync(join(pages, `${code}.md`), 'utf8');
    const [, example = '', repaired = ''] = text.split('```yaml\n').map((part) => part.split('```')[0] ?? '');
    expect(validateKyverno(resourceOf(example))).toBeNull();
    expect(validateKyverno(resourceOf(repaired))).toBeNull();
    expect(codesOf(example)).toContain(code);
    expect(codesOf(repaired)).toEqual([]);
  });
});

test.each([
  ['Deploymnet', ['never-matches']],
  ['Deploymet', ['never-matches']],
  ['Deployments', ['never-matches']],
  ['Deployment', []],
  // Kinds of other people.
  ['VirtualService', []],
  ['Endpoint', []],
  ['TFJob', []],
])('kind %s', (kind, codes) => {
  const policy = `{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: a}, spec: {rules: [{
    name: a, match: {any: [{resources: {kinds: [${kind}]}}]}, validate: {message: m, deny: {}}}]}}`;
  expect(codesOf(policy)).toEqual(codes);
});

describe('the example policies', () => {
  const read = (folder: string, name: string): string =>
    readFileSync(join(root, 'examples/policies', folder, `${name}.yaml`), 'utf8');

  test.each([
    [
      'disallow-privileged-except-infra',
      ['denies-all-others', 'misses-containers', 'never-true', 'owner-differs'],
    ],
    ['image-registry-allowlist', ['misses-containers']],
    ['require-nonroot-and-readonly', ['misses-containers']],
    ['require-internal-registry', ['misses-containers', 'wildcard-not-equals']],
  ])('%s smells, and is repaired', (name, codes) => {
    expect(codesOf(read('original', name)).sort()).toEqual(codes);
    expect(codesOf(read('repaired', name))).toEqual([]);
    expect(validateKyverno(resourceOf(read('repaired', name)))).toBeNull();
  });

  const pod = (namespace: string, privileged: boolean): string => `
apiVersion: v1
kind: Pod
metadata: { name: p, namespace: ${namespace} }
spec: { containers: [{ name: c, image: i, securityContext: { privileged: ${privileged} } }] }
`;

  test.each([
    ['infra', true, 'pass', 'pass'],
    ['infra', false, 'pass', 'pass'],
    ['shop', true, 'fail', 'fail'],
    ['shop', false, 'fail', 'pass'],
  ] as const)('in %s privileged %s: %s, repaired %s', (namespace, privileged, original, repaired) => {
    const statusOf = (folder: string): string | undefined =>
      answersOf([read(folder, 'disallow-privileged-except-infra')], pod(namespace, privileged))[0]?.result
        .status;
    expect(statusOf('original')).toBe(original);
    expect(statusOf('repaired')).toBe(repaired);
  });
});

describe('a field that need not be there', () => {
  const keyed = (key: string): string => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: p }
spec:
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [Pod] } }] }
      validate: { message: m, deny: { conditions: { any: [{ key: '${key}', operator: Equals, value: a }] } } }`;

  test.each([
    ['{{ request.object.metadata.labels.team }}', "write || '' behind it"],
    ['{{ request.object.metadata.annotations.hostNetwork }}', "write || '' behind it"],
    ['{{ request.object.spec.hostNetwork }}', 'write || `false` behind it'],
    ['{{ request.object.spec.securityContext.runAsUser }}', "write || '' behind it"],
    ['{{ request.object.spec.hostNetwork || `false` }}', null],
    ['{{ request.object.spec.restartPolicy }}', null],
    ['{{ request.userInfo.username }}', null],
  ])('%s', (key, advice) => {
    const found = findSmells(resourceOf(keyed(key))).filter(({ code }) => code === 'unresolvable-variable');
    expect(found.map(({ message }) => message.split('; ')[1] ?? '')).toEqual(advice === null ? [] : [advice]);
  });
});
