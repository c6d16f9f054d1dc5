import { describe, expect, test } from 'vitest';
import { answersOf, clusterOf } from '../testing.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - { name: a, image: 'nginx:1' }
    - { name: b, image: 'busybox:latest', env: [{ name: X, value: '1' }] }
`;

function policy(rule: string, annotations = '{}'): string {
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: mutating, annotations: ${annotations} }
spec:
  rules:
    - name: change
      match: { any: [{ resources: { kinds: [Pod] } }] }
${rule.replace(/^/gm, '      ')}
`;
}

function onlyAnswer(rule: string, resource = pod, ...cluster: readonly string[]) {
  const answers = answersOf([policy(rule)], resource, clusterOf(...cluster));
  expect(answers).toHaveLength(1);
  return answers[0]?.result;
}

describe('a mutate rule', () => {
  test('patches the object and says so', () => {
    const result = onlyAnswer(`
mutate:
  patchStrategicMerge:
    metadata: { labels: { team: '{{ request.namespace }}' } }
`);
    expect(result).toMatchObject({ status: 'pass', message: 'mutated Pod/web in namespace shop' });
    expect(result?.patched?.['metadata']).toEqual({
      name: 'web',
      namespace: 'shop',
      labels: { team: 'shop' },
    });
  });

  test('skips where nothing changes', () => {
    expect(
      onlyAnswer(`
mutate:
  patchStrategicMerge:
    metadata: { name: web }
`),
    ).toMatchObject({ status: 'skip', message: 'no patches applied' });
  });

  test('applies JSON patches written as text', () => {
    const result = onlyAnswer(`
mutate:
  patchesJson6902: |-
    - op: add
      path: /spec/containers/-
      value: { name: c, image: 'x:1' }
`);
    expect(result?.patched?.['spec']).toMatchObject({
      containers: [{ name: 'a' }, { name: 'b' }, { name: 'c', image: 'x:1' }],
    });
  });

  test.each([
    [
      'a patch that does not apply',
      'patchesJson6902: \'[{"op":"replace","path":"/spec/q","value":1}]\'',
      'failed to patch resource: replace operation does not apply: doc is missing key: /spec/q: missing value',
    ],
    [
      'a list that is merged by keys and holds what has none',
      'patchStrategicMerge: { spec: { volumes: [{ name: a, emptyDir: {} }] } }',
      'failed to patch resource: wrong node kind: expected MappingNode but got ScalarNode: node contents:\n"x"\n',
      pod.replace('spec:', 'spec:\n  volumes: [x]'),
    ],
    [
      'a variable that is not there',
      "patchStrategicMerge: { metadata: { labels: { a: '{{ request.object.metadata.none }}' } } }",
      'variable substitution failed: failed to resolve request.object.metadata.none at path /mutate/patchStrategicMerge/metadata/labels/a: JMESPath query failed: Unknown key "none" in path',
    ],
  ])('gives an error for %s', (_, body, message, resource = pod) => {
    const result = onlyAnswer(`mutate:\n  ${body}`, resource);
    expect(result).toMatchObject({ status: 'error', message });
    expect(result?.patched).toBeUndefined();
  });

  test('that gives an error leaves nothing to later rules and policies, and its own changes are dropped', () => {
    const rules = (name: string, ...bodies: readonly string[]): string => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: ${name} }
spec:
  rules:
${bodies
  .map(
    (body, index) => `    - name: r${index}
      match: { any: [{ resources: { kinds: [Pod] } }] }
      mutate: { ${body} }`,
  )
  .join('\n')}
`;
    const label = (name: string): string => `patchStrategicMerge: { metadata: { labels: { ${name}: x } } }`;
    const answers = answersOf(
      [
        rules('first', label('kept')),
        rules(
          'second',
          label('dropped'),
          `patchesJson6902: '[{"op":"replace","path":"/spec/q","value":1}]'`,
          label('never'),
        ),
        rules('third', label('never')),
      ],
      pod,
    );
    expect(answers.map(({ rule, result }) => `${rule} ${result.status}`)).toEqual([
      'r0 pass',
      'r0 pass',
      'r1 error',
    ]);
  });

  test('is made for all controllers whatever it judges, and may so match what is none twice', () => {
    const text = policy('mutate: { patchStrategicMerge: { spec: { x: z } } }').replace(
      'any: [{ resources: { kinds: [Pod] } }]',
      'any: [{ resources: { kinds: [Pod] } }, { resources: { kinds: [Service] } }]',
    );
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: {}';
    const answers = answersOf([text], service);
    expect(answers.map(({ rule }) => rule)).toEqual(['change', 'autogen-change']);
    expect(answers.at(-1)?.result.patched?.['spec']).toEqual({ x: 'z', template: { spec: { x: 'z' } } });
  });

  test('shows later rules what it made', () => {
    const checked = `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: validating }
spec:
  rules:
    - name: needs-team
      match: { any: [{ resources: { kinds: [Pod] } }] }
      validate:
        message: no team
        pattern: { metadata: { labels: { team: '?*' } } }
`;
    const adds = policy(`
mutate:
  patchStrategicMerge: { metadata: { labels: { +(team): none } } }
`);
    const answers = answersOf([checked, adds], pod);
    expect(answers.map(({ rule, result }) => [rule, result.status])).toEqual([
      ['change', 'pass'],
      ['needs-team', 'pass'],
    ]);
    expect(answersOf([checked], pod)[0]?.result.status).toBe('fail');
  });

  test('applies to what controllers make', () => {
    const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: a, image: 'x:1' }] } } }
`;
    const rule = policy(`
mutate:
  patchStrategicMerge: { spec: { hostNetwork: false } }
`);
    const [answer] = answersOf([rule], deployment);
    expect(answer?.rule).toBe('autogen-change');
    expect(answer?.result.patched).toMatchObject({ spec: { template: { spec: { hostNetwork: false } } } });
  });
});

describe('foreach', () => {
  test('patches by element, from the last to the first for a merge', () => {
    const result = onlyAnswer(`
mutate:
  foreach:
    - list: request.object.spec.containers
      patchStrategicMerge:
        spec:
          containers:
            - name: '{{ element.name }}'
              env: [{ name: INDEX, value: '{{ elementIndex }}' }]
`);
    expect(result).toMatchObject({ status: 'pass', message: 'mutated Pod/web in namespace shop' });
    expect(result?.patched?.['spec']).toMatchObject({
      containers: [
        { name: 'a', env: [{ name: 'INDEX', value: 0 }] },
        {
          name: 'b',
          env: [
            { name: 'INDEX', value: 1 },
            { name: 'X', value: '1' },
          ],
        },
      ],
    });
  });

  test('passes over elements whose preconditions fail', () => {
    const result = onlyAnswer(`
mutate:
  foreach:
    - list: request.object.spec.containers
      preconditions:
        any: [{ key: '{{ element.image }}', operator: Equals, value: '*:latest' }]
      patchesJson6902: |-
        - { op: replace, path: '/spec/containers/{{elementIndex}}/image', value: 'busybox:1' }
`);
    expect(result?.patched?.['spec']).toMatchObject({
      containers: [{ image: 'nginx:1' }, { image: 'busybox:1' }],
    });
  });

  test('removes by index from the end where told to', () => {
    const result = onlyAnswer(`
mutate:
  foreach:
    - list: request.object.spec.containers
      order: Descending
      patchesJson6902: |-
        - { op: remove, path: '/spec/containers/{{elementIndex}}' }
`);
    expect(result?.patched?.['spec']).toEqual({ containers: [] });
  });

  test('loops in loops', () => {
    const result = onlyAnswer(`
mutate:
  foreach:
    - list: request.object.spec.containers
      foreach:
        - list: element.env || \`[]\`
          patchesJson6902: |-
            - op: replace
              path: /spec/containers/{{elementIndex0}}/env/{{elementIndex1}}/value
              value: '{{ element0.name }}-{{ element1.name }}'
`);
    expect(result?.patched?.['spec']).toMatchObject({
      containers: [{ name: 'a' }, { env: [{ name: 'X', value: 'b-X' }] }],
    });
  });

  test('skips when nothing was changed', () => {
    expect(
      onlyAnswer(`
mutate:
  foreach:
    - list: request.object.spec.volumes || \`[]\`
      patchesJson6902: '[{"op":"remove","path":"/spec/volumes"}]'
`),
    ).toMatchObject({ status: 'skip', message: '0 elements processed' });
  });
});

describe('targets', () => {
  const secret = `
apiVersion: v1
kind: Secret
metadata: { name: s, namespace: shop, labels: { app: web } }
`;
  const other = `
apiVersion: v1
kind: Secret
metadata: { name: other, namespace: shop }
`;

  test('change what exists and leave the object alone', () => {
    const result = onlyAnswer(
      `
mutate:
  targets: [{ apiVersion: v1, kind: Secret, namespace: '{{ request.namespace }}', name: s }]
  patchStrategicMerge: { metadata: { labels: { seen: '{{ request.object.metadata.name }}' } } }
`,
      pod,
      secret,
      other,
    );
    expect(result).toMatchObject({ status: 'pass', message: 'mutated Secret/s in namespace shop' });
    expect(result?.patched).toBeUndefined();
    expect(result?.effects).toMatchObject([{ metadata: { name: 's', labels: { app: 'web', seen: 'web' } } }]);
  });

  test('are chosen by wildcard and labels, each with its own answer', () => {
    const rule = policy(
      `
mutate:
  targets:
    - { apiVersion: v1, kind: Secret, namespace: shop, name: '*', selector: { matchLabels: { app: web } } }
    - apiVersion: v1
      kind: Secret
      namespace: shop
      name: other
      preconditions: [{ key: '{{ target.metadata.name }}', operator: Equals, value: nobody }]
  patchStrategicMerge: { metadata: { labels: { x: '{{ target.metadata.name }}' } } }
`,
      '{ pod-policies.kyverno.io/autogen-controllers: none }',
    );
    const answers = answersOf([rule], pod, clusterOf(secret, other));
    expect(answers.map(({ result }) => result.status)).toEqual(['pass', 'skip']);
    expect(answers[0]?.result.effects).toMatchObject([{ metadata: { labels: { x: 's' } } }]);
  });

  test('that nobody can be asked for are no failure of the request', () => {
    const rule = policy(`
mutate:
  targets: [{ apiVersion: v1, kind: Secret, namespace: shop, name: s }]
  patchStrategicMerge: { metadata: { labels: { x: z } } }
`);
    expect(answersOf([rule], pod)).toMatchObject([
      { result: { status: 'skip', message: 'there is no cluster' } },
    ]);
  });
});
