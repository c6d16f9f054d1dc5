import { describe, expect, test } from 'vitest';
import { answersOf } from '../testing.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { team: a } }
spec:
  hostNetwork: true
  initContainers:
    - { name: setup, image: 'evil.io/setup:1' }
  containers:
    - { name: app, image: 'good.io/app:1', securityContext: { capabilities: { add: [NET_ADMIN, KILL] } } }
    - { name: side, image: 'evil.io/side:1' }
`;

function fieldsOf(body: string): string[] {
  const policy = `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: p }
spec:
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [Pod] } }] }
      validate: { message: m, ${body} }
`;
  const [answer] = answersOf([policy], pod);
  expect(answer?.result.status).toBe('fail');
  return (answer?.result.fields ?? []).map((path) => path.join('.'));
}

const deny = (key: string, operator: string, value: string): string =>
  `deny: { conditions: { any: [{ key: "${key}", operator: ${operator}, value: ${value} }] } }`;

describe('the fields of a deny rule are those its conditions look at', () => {
  test.each([
    ['a field', '{{ request.object.spec.hostNetwork }}', 'Equals', 'true', ['spec.hostNetwork']],
    [
      'a field that is not there',
      "{{ request.object.metadata.labels.owner || '' }}",
      'Equals',
      "''",
      ['metadata.labels.owner'],
    ],
    [
      'of a list, the items that are wrong',
      '{{ request.object.spec.containers[].image }}',
      'AnyIn',
      '["evil.io/*"]',
      ['spec.containers.1.image'],
    ],
    [
      'of several lists',
      '{{ request.object.spec.[initContainers, containers][].image }}',
      'AnyNotIn',
      '["good.io/*"]',
      ['spec.initContainers.0.image', 'spec.containers.1.image'],
    ],
    [
      'inside a function',
      '{{ length(request.object.spec.containers) }}',
      'GreaterThan',
      '1',
      ['spec.containers'],
    ],
    [
      'deep in a list of lists',
      '{{ request.object.spec.containers[].securityContext.capabilities.add[] }}',
      'AnyIn',
      '[NET_ADMIN]',
      ['spec.containers.0.securityContext.capabilities.add.0'],
    ],
    [
      'of an image',
      '{{ images.containers.side.registry }}',
      'Equals',
      'evil.io',
      ['spec.containers.1.image'],
    ],
    ['nothing of the object', '{{ request.operation }}', 'Equals', 'CREATE', []],
  ])('%s', (_, key, operator, value, fields) => {
    expect(fieldsOf(deny(key, operator, value))).toEqual(fields);
  });

  test('in a loop, seen from its element', () => {
    const loop = `foreach: [{ list: 'request.object.spec.containers', ${deny('{{ element.image }}', 'Equals', 'evil.io/*')} }]`;
    expect(fieldsOf(loop)).toEqual(['spec.containers.1.image']);
  });

  test('in a loop, seen from the element of the loop around it', () => {
    const inner = deny('{{ element0.name }}', 'Equals', 'app');
    const loop = `foreach: [{ list: 'request.object.spec.containers', foreach: [{ list: 'element.securityContext.capabilities.add', elementScope: false, ${inner} }] }]`;
    expect(fieldsOf(loop)).toEqual(['spec.containers.0.name']);
  });
});

test('the fields of a pattern in a loop are those of the object', () => {
  const loop = "foreach: [{ list: 'request.object.spec.containers', pattern: { image: 'good.io/*' } }]";
  expect(fieldsOf(loop)).toEqual(['spec.containers.1.image']);
});
