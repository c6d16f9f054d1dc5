import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import { checkPolicy } from './check-policy.ts';
import { resource } from './testing.ts';

const workloads = (...resources: string[]) => ({
  resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources }],
});

function check(spec: JsonObject, kind = 'ValidatingAdmissionPolicy') {
  const group = kind.endsWith('AdmissionPolicy') ? 'admissionregistration.k8s.io' : 'policies.kyverno.io';
  return checkPolicy(resource(`${group}/v1`, kind, 'p', { spec }));
}

const shown = (found: ReturnType<typeof check>) =>
  found?.findings.map(
    ({ severity, path, line, column, message, kinds }) =>
      `${severity} ${path.slice(1).join('.')} ${line}:${column} ${message}${kinds.map((kind) => ` [${kind}]`).join('')}`,
  );

describe('checkPolicy', () => {
  it('says where expressions do not compile', () => {
    const validations = [
      { expression: 'object.spec.replicas < 3 &&\n  nope' },
      { expression: 'object.spec.replicas' },
    ];
    expect(shown(check({ matchConstraints: workloads('deployments'), validations }))).toEqual([
      "error validations.0.expression 2:3 undeclared reference to 'nope' (in container '')",
      'error validations.1.expression 1:1 must evaluate to bool but got dyn',
    ]);
  });

  it('warns of fields that a matched kind does not have, through variables too', () => {
    const variables = [{ name: 'containers', expression: 'object.spec.template.spec.containers' }];
    const validations = [
      { expression: 'variables.containers.all(c, c.imag != "")' },
      { expression: 'object.spec.strategy.type == "Recreate"' },
    ];
    const matchConstraints = workloads('deployments', 'statefulsets');
    expect(shown(check({ matchConstraints, variables, validations }))).toEqual([
      "warning validations.0.expression 1:30 undefined field 'imag' [apps/v1 Deployment] [apps/v1 StatefulSet]",
      "warning validations.1.expression 1:12 undefined field 'strategy' [apps/v1 StatefulSet]",
    ]);
  });

  it('knows times, quantities and reserved words as they are when policies run', () => {
    const expression = [
      'timestamp(object.metadata.creationTimestamp) > timestamp("2026-01-01T00:00:00Z")',
      'object.metadata.namespace.startsWith("a")',
      'object.spec.template.spec.containers.all(c, quantity(c.resources.limits.memory).isInteger())',
      'object.spec.template.spec.containers[0].ports[0].containerPort < 1024',
    ].join(' && ');
    expect(
      check({ matchConstraints: workloads('deployments'), validations: [{ expression }] })?.findings,
    ).toEqual([]);
  });

  it('checks parameters against their kind', () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConstraints: workloads('deployments'),
      validations: [{ expression: 'object.spec.replicas <= int(params.dat.max)' }],
    };
    expect(shown(check(spec))).toEqual([
      "warning validations.0.expression 1:35 undefined field 'dat' [apps/v1 Deployment]",
    ]);
  });

  it('checks custom kinds against their definitions', () => {
    const crd = {
      spec: {
        group: 'example.com',
        names: { kind: 'Widget', plural: 'widgets' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
              },
            },
          },
        ],
      },
    };
    const policy = resource('policies.kyverno.io/v1', 'ValidatingPolicy', 'p', {
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['example.com'],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['widgets'],
            },
          ],
        },
        validations: [{ expression: 'object.spec.size < 3 && object.spec.colour == "red"' }],
      },
    });
    expect(checkPolicy(policy)?.findings).toEqual([]);
    expect(shown(checkPolicy(policy, { crds: [crd] }))).toEqual([
      "warning validations.0.expression 1:36 undefined field 'colour' [example.com/v1 Widget]",
    ]);
  });

  it('tells type and cost of each expression', () => {
    const validations = [
      { expression: 'object.spec.replicas > 1' },
      { expression: 'object.spec.a.all(x, x > 1)' },
    ];
    expect(check({ validations })?.expressions).toMatchObject([
      { type: 'bool', cost: { min: 2, max: 2 } },
      { type: 'bool', cost: { max: null } },
    ]);
  });

  it('checks mutations of both families', () => {
    const mutations = [
      { patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "add", path: "/a", value: 1}]' } },
      { patchType: 'ApplyConfiguration', applyConfiguration: { expression: '"text"' } },
    ];
    const error =
      'error mutations.1.applyConfiguration.expression 1:1 must evaluate to Object but got string';
    expect(shown(check({ mutations }, 'MutatingAdmissionPolicy'))).toEqual([error]);
    const matchConstraints = workloads('deployments');
    expect(shown(check({ matchConstraints, mutations }, 'MutatingPolicy'))).toEqual([error]);
  });

  it.each([
    [
      'ValidatingPolicy',
      {},
      'matchConstraints 1:1 a matchConstraints with at least one resource rule is required',
    ],
    [
      'ValidatingPolicy',
      { validationActions: ['Deny', 'Block'] },
      'validationActions.1 1:1 Unsupported value: "Block": supported values: "Deny", "Audit", "Warn"',
    ],
    ['GeneratingPolicy', { generate: [] }, 'generate 1:1 Required value'],
    ['DeletingPolicy', { conditions: [] }, 'schedule 1:1 schedule is required'],
    [
      'MutatingPolicy',
      { evaluation: { admission: { enabled: false } } },
      'evaluation 1:1 disabling both admission and mutateExisting evaluation modes is not allowed',
    ],
    [
      'ImageValidatingPolicy',
      { matchImageReferences: [{}], validations: [{ expression: 'images.containers.all(i, verify(i))' }] },
      'matchImageReferences.0 1:1 either glob or expression must be set',
    ],
    ['PolicyException', {}, 'policyRefs 1:1 an exception must name a policy'],
    [
      'NamespacedValidatingPolicy',
      { validations: [{ expression: 'http.get("https://a").b == "http.get"' }] },
      'validations.0.expression 1:1 http.* is not allowed in namespaced policies; set --allowHTTPInNamespacedPolicies to enable',
    ],
  ])('says what a %s lacks: %o', (kind, spec, expected) => {
    expect(shown(check(spec, kind))).toContain(`error ${expected}`);
  });

  it('knows the functions that verify images', () => {
    const matchConstraints = workloads('deployments');
    const expression = 'images.containers.all(i, verifyImageSignatures(i, [attestors.a]) > 0)';
    const matchImageReferences = [{ glob: 'a/*' }, { expression: 'ref.startsWith("b/")' }];
    const spec = { matchConstraints, matchImageReferences, validations: [{ expression }] };
    expect(check(spec, 'ImageValidatingPolicy')?.findings).toEqual([]);
    expect(
      shown(check({ ...spec, validations: [{ expression: 'verify(1)' }] }, 'ImageValidatingPolicy')),
    ).toEqual(["error validations.0.expression 1:7 undeclared reference to 'verify' (in container '')"]);
  });

  it('reports a policy that does not decode', () => {
    expect(check({ validations: 'all' })?.findings).toMatchObject([
      { severity: 'error', path: ['spec', 'validations'] },
    ]);
  });

  it('says nothing of other objects', () => {
    expect(checkPolicy(resource('v1', 'Pod', 'p', {}))).toBeNull();
  });
});
