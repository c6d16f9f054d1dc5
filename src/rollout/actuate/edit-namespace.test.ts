import { describe, expect, test } from 'vitest';
import { editNamespace, namespacesIn, newNamespace } from './edit-namespace.ts';
import { unifiedDiff } from './unified-diff.ts';

const patch = {
  'pod-security.kubernetes.io/enforce': 'baseline',
  'pod-security.kubernetes.io/enforce-version': 'v1.34',
};

function edited(
  text: string,
  name = 'shop',
  change: Parameters<typeof editNamespace>[2] = patch,
): string | undefined {
  return editNamespace(Buffer.from(text), name, change)?.toString();
}

const cases: readonly (readonly [string, string, string])[] = [
  [
    'labels in lines, with comments',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:   # ours\n    team: web # who\n',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:   # ours\n    team: web # who\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/enforce-version: v1.34\n',
  ],
  [
    'no labels yet',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n    name: shop\nspec: {}\n',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n    name: shop\n    labels:\n        pod-security.kubernetes.io/enforce: baseline\n        pod-security.kubernetes.io/enforce-version: v1.34\nspec: {}\n',
  ],
  [
    'a laxer label there',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: "privileged"\n',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: "baseline"\n    pod-security.kubernetes.io/enforce-version: v1.34\n',
  ],
  [
    'carriage returns and no last line break',
    'apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  name: shop\r\n  labels:\r\n    a: b',
    'apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  name: shop\r\n  labels:\r\n    a: b\r\n    pod-security.kubernetes.io/enforce: baseline\r\n    pod-security.kubernetes.io/enforce-version: v1.34',
  ],
  [
    'JSON',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"a":"b"}}}\n',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"a":"b","pod-security.kubernetes.io/enforce":"baseline","pod-security.kubernetes.io/enforce-version":"v1.34"}}}\n',
  ],
  [
    'the second of three documents',
    'kind: Namespace\napiVersion: v1\nmetadata: {name: a}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: shop, labels: {a: b}}\n--- # next\nkind: X\n',
    'kind: Namespace\napiVersion: v1\nmetadata: {name: a}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: shop, labels: {a: b, pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.34}}\n--- # next\nkind: X\n',
  ],
];

describe('the labels of a Namespace are edited byte by byte', () => {
  test.each(cases)('%s', (_, before, after) => {
    expect(edited(before)).toBe(after);
    // Doing it twice changes nothing more.
    expect(edited(after)).toBe(after);
  });

  test.each(cases)('and taken away again: %s', (_, before, after) => {
    if (before.includes('"privileged"')) return;
    const gone = edited(after, 'shop', Object.fromEntries(Object.keys(patch).map((key) => [key, null])));
    expect(namespacesIn(Buffer.from(gone ?? '')).find((one) => one.name === 'shop')?.labels).toEqual(
      namespacesIn(Buffer.from(before)).find((one) => one.name === 'shop')?.labels,
    );
  });

  test.each([
    ['another name', 'kind: Namespace\napiVersion: v1\nmetadata: {name: other}\n'],
    ['another kind', 'kind: Config\napiVersion: v1\nmetadata: {name: shop} # Namespace\n'],
    ['no YAML', 'kind: Namespace\n  name: [\n'],
    [
      'labels shared through an alias',
      'kind: Namespace\napiVersion: v1\nmetadata:\n  name: shop\n  annotations: &a {x: y}\n  labels: *a\n',
    ],
  ])('left alone: %s', (_, text) => {
    expect(edited(text)).toBeUndefined();
  });
});

test('a namespace that is in no file gets one', () => {
  expect(newNamespace('shop', { ...patch, gone: null })).toBe(
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/enforce-version: v1.34\n',
  );
});

test('the diff is one stretch with three lines around it', () => {
  expect(unifiedDiff('f', 'a\nb\nc\nd\ne\n', 'a\nb\nc\nx\nd\ne\n')).toBe(
    '--- a/f\n+++ b/f\n@@ -1,5 +1,6 @@\n a\n b\n c\n+x\n d\n e\n',
  );
  expect(unifiedDiff('f', null, 'a\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n');
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
});
