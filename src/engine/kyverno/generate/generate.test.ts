import { describe, expect, test } from 'vitest';
import { answersOf, clusterOf, offline } from '../testing.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: u-1, labels: { tier: gold } }
`;

function policy(generate: string, more = ''): string {
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: generating }
spec:
  rules:
    - name: make
      match: { any: [{ resources: { kinds: [Namespace] } }] }
${more.replace(/^/gm, '      ')}
      generate:
${generate.replace(/^/gm, '        ')}
`;
}

function madeBy(text: string, lookup = offline()) {
  const answers = answersOf([text], namespace, lookup);
  expect(answers).toHaveLength(1);
  return answers[0]?.result;
}

const labels = {
  'app.kubernetes.io/managed-by': 'kyverno',
  'generate.kyverno.io/policy-name': 'generating',
  'generate.kyverno.io/policy-namespace': '',
  'generate.kyverno.io/rule-name': 'make',
  'generate.kyverno.io/trigger-group': '',
  'generate.kyverno.io/trigger-kind': 'Namespace',
  'generate.kyverno.io/trigger-namespace': '',
  'generate.kyverno.io/trigger-uid': 'u-1',
  'generate.kyverno.io/trigger-version': 'v1',
};

describe('data', () => {
  const data = policy(`
apiVersion: v1
kind: ConfigMap
name: 'settings-{{ request.object.metadata.name }}'
namespace: '{{ request.object.metadata.name }}'
synchronize: false
data: { data: { tier: '{{ request.object.metadata.labels.tier }}' } }
`);

  test('is made with its labels', () => {
    expect(madeBy(data)).toEqual({
      status: 'pass',
      message: '',
      fields: [],
      exceptions: [],
      effects: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'settings-shop', namespace: 'shop', labels },
          data: { tier: 'gold' },
        },
      ],
    });
  });

  test('is left alone where it exists', () => {
    const existing = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings-shop, namespace: shop }';
    expect(madeBy(data, clusterOf(existing))?.effects).toEqual([]);
    const kept = data.replace('synchronize: false', 'synchronize: true');
    expect(madeBy(kept, clusterOf(existing))?.effects).toMatchObject([{ data: { tier: 'gold' } }]);
  });

  test('that cannot be worked out makes nothing', () => {
    const unknown = data.replace('labels.tier', 'labels.none');
    expect(madeBy(unknown)).toMatchObject({ status: 'pass', effects: [] });
    expect(madeBy(unknown)?.message).toContain('Unknown key "none" in path');
  });
});

const secrets = [
  `
apiVersion: v1
kind: Secret
metadata:
  name: regcred
  namespace: default
  uid: u-2
  resourceVersion: '5'
  ownerReferences: [{ uid: x }]
  labels: { clone: 'yes' }
data: { a: Yg== }
`,
  'apiVersion: v1\nkind: Secret\nmetadata: { name: private, namespace: default }',
];

describe('clones', () => {
  test('copy one object', () => {
    const clone = policy(`
apiVersion: v1
kind: Secret
name: copied
namespace: shop
clone: { namespace: default, name: regcred }
`);
    expect(madeBy(clone, clusterOf(...secrets))?.effects).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'copied',
          namespace: 'shop',
          labels: {
            clone: 'yes',
            ...labels,
            'generate.kyverno.io/clone-source': '',
            'generate.kyverno.io/source-group': '',
            'generate.kyverno.io/source-kind': 'Secret',
            'generate.kyverno.io/source-namespace': 'default',
            'generate.kyverno.io/source-uid': 'u-2',
            'generate.kyverno.io/source-version': 'v1',
          },
        },
        data: { a: 'Yg==' },
      },
    ]);
    expect(madeBy(clone, clusterOf())?.message).toContain('there is no Secret "regcred" in "default"');
    expect(madeBy(clone)).toMatchObject({
      status: 'pass',
      message: 'failed to generate: there is no cluster',
    });
  });

  test('copy what a selector chooses', () => {
    const list = policy(`
namespace: shop
cloneList: { namespace: default, kinds: [v1/Secret], selector: { matchLabels: { clone: 'yes' } } }
`);
    expect(madeBy(list, clusterOf(...secrets))?.effects).toMatchObject([
      { kind: 'Secret', metadata: { name: 'regcred', namespace: 'shop' } },
    ]);
  });
});

test('foreach makes one object for each element that its preconditions let through', () => {
  const loop = policy(`
foreach:
  - list: '[\`"a"\`, \`"b"\`, \`"c"\`]'
    preconditions: { all: [{ key: '{{ element }}', operator: NotEquals, value: b }] }
    context: [{ name: label, variable: { value: '{{ element }}-{{ elementIndex }}' } }]
    apiVersion: v1
    kind: ConfigMap
    name: '{{ element }}'
    namespace: shop
    data: { data: { label: '{{ label }}' } }
`);
  expect(madeBy(loop)?.effects).toMatchObject([
    { metadata: { name: 'a' }, data: { label: 'a-0' } },
    { metadata: { name: 'c' }, data: { label: 'c-2' } },
  ]);
});

test('preconditions that do not hold skip the rule without a word', () => {
  const text = policy(
    'apiVersion: v1\nkind: ConfigMap\nname: a\nnamespace: b\ndata: {}',
    "preconditions: { all: [{ key: '{{ request.object.metadata.name }}', operator: Equals, value: x }] }",
  );
  expect(madeBy(text)).toMatchObject({ status: 'skip', message: '' });
});

test('foreach goes through what items() gives', () => {
  const loop = policy(`
foreach:
  - list: items(request.object.metadata.labels, 'key', 'value')
    apiVersion: v1
    kind: ConfigMap
    name: '{{ element.key }}'
    namespace: shop
    data: { data: { value: '{{ element.value }}' } }
`);
  expect(madeBy(loop)?.effects).toMatchObject([{ metadata: { name: 'tier' }, data: { value: 'gold' } }]);
});
