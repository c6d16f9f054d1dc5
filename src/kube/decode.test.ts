import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeProblem, type Decoder, decoderOf } from './decode.ts';
import type { Json, JsonObject } from './json.ts';

function decoder(apiVersion: string, kind: string): Decoder {
  const decode = decoderOf(apiVersion, kind);
  if (!decode) throw new Error(`${apiVersion} ${kind} is not built in`);
  return decode;
}

const decodePod = decoder('v1', 'Pod');

function message(decoded: JsonObject | DecodeProblem): string {
  return decoded instanceof DecodeProblem ? decoded.message : 'no problem';
}

function podWith(spec: Json): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
}

function container(fields: JsonObject): JsonObject {
  return podWith({ containers: [{ name: 'c', image: 'i', ...fields }] });
}

describe('what decodes stays the same object', () => {
  test.each<[string, JsonObject]>([
    ['an empty pod', {}],
    ['empty structs', podWith({ securityContext: {}, containers: [] })],
    ['unknown keys of any type', podWith({ hostpid: 'yes', Privileged: [1], toString: {} })],
    ['an int or string', container({ livenessProbe: { httpGet: { port: 'http' } } })],
    ['quantities', container({ resources: { limits: { cpu: 1, memory: '1.5Gi', x: ' 2 ', y: 0.5 } } })],
    ['times', { metadata: { creationTimestamp: '2024-02-29T23:59:59.5+01:00' } }],
    ['free form', { metadata: { managedFields: [{ fieldsV1: { 'f:a': null } }] } }],
    ['large integers', podWith({ terminationGracePeriodSeconds: 9223372036854775807n })],
  ])('%s', (_, pod) => {
    expect(decodePod(pod)).toBe(pod);
  });

  test('keys of the prototype are unknown keys', () => {
    const pod = JSON.parse('{"__proto__": 1, "metadata": {"labels": {"__proto__": "x"}}}') as JsonObject;
    expect(decodePod(pod)).toBe(pod);
  });
});

describe('null', () => {
  test('is a missing field', () => {
    expect(decodePod(podWith({ hostNetwork: null, containers: [] }))).toEqual(podWith({ containers: [] }));
    expect(decodePod({ spec: null })).toEqual({});
  });

  test('is the zero value inside lists and maps', () => {
    const add = { securityContext: { capabilities: { add: ['NET_BIND_SERVICE', null] } } };
    expect(decodePod(container(add))).toEqual(
      container({ securityContext: { capabilities: { add: ['NET_BIND_SERVICE', ''] } } }),
    );
    expect(decodePod({ metadata: { annotations: { a: null } } })).toEqual({
      metadata: { annotations: { a: '' } },
    });
    expect(decodePod(podWith({ containers: [null], volumes: null }))).toEqual(podWith({ containers: [{}] }));
  });

  test('leaves the input alone', () => {
    const pod = JSON.parse('{"metadata":{"labels":{"__proto__":null,"a":null}}}') as JsonObject;
    const before = JSON.stringify(pod);
    expect(JSON.stringify(decodePod(pod))).toBe('{"metadata":{"labels":{"__proto__":"","a":""}}}');
    expect(JSON.stringify(pod)).toBe(before);
  });
});

describe('what does not decode', () => {
  test.each<[JsonObject, string]>([
    [podWith({ hostNetwork: 'true' }), 'string into Go struct field PodSpec.spec.hostNetwork of type bool'],
    [podWith({ hostNetwork: 1 }), 'number into Go struct field PodSpec.spec.hostNetwork of type bool'],
    [
      podWith({ securityContext: { runAsUser: '0' } }),
      'string into Go struct field PodSecurityContext.spec.securityContext.runAsUser of type int64',
    ],
    [
      container({ ports: [{ hostPort: 2147483648 }] }),
      'number 2147483648 into Go struct field ContainerPort.spec.containers.ports.hostPort of type int32',
    ],
    [
      podWith({ terminationGracePeriodSeconds: 1.5 }),
      'number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    ],
    [
      container({ securityContext: { capabilities: { drop: 'ALL' } } }),
      'string into Go struct field Capabilities.spec.containers.securityContext.capabilities.drop of type []v1.Capability',
    ],
    [
      podWith({ securityContext: [] }),
      'array into Go struct field PodSpec.spec.securityContext of type v1.PodSecurityContext',
    ],
    [
      { metadata: { annotations: { a: true } } },
      'bool into Go struct field ObjectMeta.metadata.annotations of type string',
    ],
    [
      { metadata: { labels: 'a=b' } },
      'string into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      podWith({ containers: { name: 'c' } }),
      'object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      podWith({ containers: ['c'] }),
      'string into Go struct field PodSpec.spec.containers of type v1.Container',
    ],
    [{ spec: 'x' }, 'string into Go struct field Pod.spec of type v1.PodSpec'],
    [{ kind: 1 }, 'number into Go struct field Pod.kind of type string'],
  ])('%j', (pod, problem) => {
    expect(message(decodePod(pod))).toBe(`json: cannot unmarshal ${problem}`);
  });

  test('an integer beyond int64', () => {
    const problem = message(decodePod(podWith({ terminationGracePeriodSeconds: 2n ** 63n })));
    expect(problem).toContain('number 9223372036854775808');
  });

  test('an object that is none', () => {
    expect(message(decodePod([]))).toBe('json: cannot unmarshal array into Go value of type v1.Pod');
  });

  test('texts that are none of their type', () => {
    expect(message(decodePod(container({ resources: { limits: { cpu: 'lots' } } })))).toContain('"lots"');
    expect(message(decodePod({ metadata: { creationTimestamp: '2023-02-29T00:00:00Z' } }))).toContain(
      'RFC 3339',
    );
    expect(message(decodePod({ metadata: { creationTimestamp: '' } }))).toContain('RFC 3339');
  });

  test('the path names the place, indexes included', () => {
    const decoded = decodePod(container({ securityContext: { privileged: 'yes' } }));
    expect(decoded).toMatchObject({
      path: ['spec', 'containers', 0, 'securityContext', 'privileged'],
      expected: 'bool',
      found: 'string',
    });
  });

  test('the first of several, in the order of the text', () => {
    expect(message(decodePod(podWith({ hostPID: 'a', hostIPC: 'b' })))).toContain('hostPID');
  });

  test('in every workload and in Namespace', () => {
    const kinds = [
      ['v1', 'Namespace'],
      ['v1', 'PodTemplate'],
      ['v1', 'ReplicationController'],
      ['apps/v1', 'ReplicaSet'],
      ['apps/v1', 'Deployment'],
      ['apps/v1', 'StatefulSet'],
      ['apps/v1', 'DaemonSet'],
      ['batch/v1', 'Job'],
      ['batch/v1', 'CronJob'],
    ] as const;
    for (const [apiVersion, kind] of kinds) {
      expect(message(decoder(apiVersion, kind)({ metadata: { labels: { a: 1 } } })), kind).toContain(
        'metadata.labels',
      );
    }
    const replicas = decoder('apps/v1', 'Deployment')({ spec: { replicas: 'three' } });
    expect(message(replicas)).toBe(
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  test('a kind nobody knows has no decoder', () => {
    expect(decoderOf('example.com/v1', 'Widget')).toBeUndefined();
  });
});

test('bytes are base64', () => {
  const decode = decoder('v1', 'Secret');
  for (const good of ['', 'YQ==', 'YWI=', 'YW\nJj', [1, 255]]) {
    expect(decode({ data: { a: good } })).not.toBeInstanceOf(DecodeProblem);
  }
  for (const bad of ['YQ', 'YQ=', 'Y===', 'Y Q=', 1, [256], {}]) {
    expect(decode({ data: { a: bad } })).toBeInstanceOf(DecodeProblem);
  }
});

test('any JSON gives an object or a problem, and what decoded decodes again to itself', () => {
  const any = fc.jsonValue({ maxDepth: 3 });
  const spec = fc.record(
    { containers: any, volumes: any, hostNetwork: any, securityContext: any },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spec, (value) => {
      const decoded = decodePod(podWith(value as Json));
      if (!(decoded instanceof DecodeProblem)) expect(decodePod(decoded)).toBe(decoded);
    }),
  );
});
