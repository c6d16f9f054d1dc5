import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { createRequest, type Lookup, LookupError } from '../engine.ts';
import { createAdmissionPolicyEngine } from './engine.ts';
import { loadAdmissionPolicies } from './load.ts';
import { lookupOf, resource } from './testing.ts';

function policy(spec: JsonObject, name = 'p'): Resource {
  const resourceRules = [
    {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['deployments'],
    },
  ];
  return resource('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', name, {
    spec: { matchConstraints: { resourceRules }, ...spec },
  });
}

function binding(spec: JsonObject, name = 'b'): Resource {
  return resource('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', name, {
    spec: { policyName: 'p', validationActions: ['Deny'], ...spec },
  });
}

function deployment(replicas: number, namespace = 'prod'): Resource {
  return resource('apps/v1', 'Deployment', 'web', { spec: { replicas } }, namespace);
}

function engineOf(...resources: Resource[]) {
  const { policies, bindings, problems } = loadAdmissionPolicies(resources);
  expect(problems).toEqual([]);
  return createAdmissionPolicyEngine({ policies, bindings });
}

const atMostFive = { validations: [{ expression: 'object.spec.replicas <= 5', message: 'too many' }] };

describe('verdicts', () => {
  test('pass and fail, with stage and fields', () => {
    const engine = engineOf(policy(atMostFive), binding({}));
    expect(engine.judge(createRequest(deployment(3)), lookupOf())).toMatchObject([
      { outcome: 'pass', message: '' },
    ]);
    expect(engine.judge(createRequest(deployment(7)), lookupOf())).toEqual([
      {
        engine: 'ValidatingAdmissionPolicy',
        policy: 'p',
        rule: 'validations[0]',
        outcome: 'fail',
        stage: 'enforce',
        severity: null,
        message: 'too many',
        resource: deployment(7),
        fields: [['spec', 'replicas']],
        exception: null,
      },
    ]);
  });

  test.each([
    [['Deny', 'Audit'], 'enforce'],
    [['Warn', 'Audit'], 'warn'],
    [['Audit'], 'audit'],
  ])('the actions %j are stage %s', (validationActions, stage) => {
    const engine = engineOf(policy(atMostFive), binding({ validationActions }));
    expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([{ stage }]);
  });

  test('the strongest of several bindings', () => {
    const engine = engineOf(
      policy(atMostFive),
      binding({ validationActions: ['Audit'] }, 'audit'),
      binding({ validationActions: ['Deny'] }, 'deny'),
    );
    expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([{ stage: 'enforce' }]);
  });

  test('a policy nothing binds here is judged at no stage', () => {
    const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } };
    for (const engine of [
      engineOf(policy(atMostFive)),
      engineOf(policy(atMostFive), binding({ matchResources })),
    ]) {
      expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([
        { outcome: 'fail', stage: null },
      ]);
    }
  });

  test('a namespace that is not in the input exists, and has its name as a label', () => {
    const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prod' } } };
    const engine = engineOf(policy(atMostFive), binding({ matchResources }));
    expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([{ stage: 'enforce' }]);
  });

  test('an error under Fail is at the stage of its binding, under Ignore at none', () => {
    const validations = [{ expression: 'object.spec.nope == 1' }];
    const message = "expression 'object.spec.nope == 1' resulted in error: no such key: nope";
    for (const [failurePolicy, stage] of [
      ['Fail', 'enforce'],
      ['Ignore', null],
    ] as const) {
      const engine = engineOf(policy({ validations, failurePolicy }), binding({}));
      expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([
        { outcome: 'error', stage, message },
      ]);
    }
  });

  test('a false match condition skips', () => {
    const matchConditions = [{ name: 'big', expression: 'object.spec.replicas > 10' }];
    const engine = engineOf(policy({ ...atMostFive, matchConditions }), binding({}));
    expect(engine.judge(createRequest(deployment(7)), lookupOf())).toMatchObject([
      { rule: 'validations[0]', outcome: 'skip' },
    ]);
  });

  test('fields are followed through variables, and the longest are kept', () => {
    const engine = engineOf(
      policy({
        variables: [
          { name: 'spec', expression: 'object.spec.template.spec' },
          { name: 'images', expression: 'variables.spec.containers.map(c, c.image)' },
        ],
        validations: [
          {
            expression:
              "has(object.metadata.labels) && object.metadata.labels['a'] == 'b' && variables.images.size() == 0 && variables.spec.hostNetwork",
          },
        ],
      }),
      binding({}),
    );
    const web = resource('apps/v1', 'Deployment', 'web', { metadata: { labels: { a: 'c' } } }, 'prod');
    expect(engine.judge(createRequest(web), lookupOf())[0]?.fields).toEqual([
      ['metadata', 'labels', 'a'],
      ['spec', 'template', 'spec', 'containers'],
      ['spec', 'template', 'spec', 'hostNetwork'],
    ]);
  });

  test('what cannot be looked up is an error', () => {
    const engine = engineOf(
      policy({ ...atMostFive, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }),
      binding({ paramRef: { name: 'x', parameterNotFoundAction: 'Deny' } }),
    );
    expect(engine.needs).toEqual(['ConfigMap']);
    const offline: Lookup = {
      ...lookupOf(),
      get: () => {
        throw new LookupError('no cluster');
      },
    };
    expect(engine.judge(createRequest(deployment(7)), offline)).toMatchObject([
      { rule: '', outcome: 'error', message: 'no cluster' },
    ]);
  });
});

describe('which kinds concern it', () => {
  test.each([
    ['apps/v1', 'Deployment', true],
    ['apps/v1', 'StatefulSet', false],
    ['v1', 'Pod', false],
    ['example.com/v1', 'Deployment', false],
  ])('%s %s: %j', (apiVersion, kind, concerned) => {
    expect(engineOf(policy(atMostFive)).concerns(apiVersion, kind)).toBe(concerned);
  });

  test('an equivalent version counts unless the match is exact', () => {
    const rule = { apiGroups: ['autoscaling'], apiVersions: ['v1'], operations: ['*'] };
    const constraints = { resourceRules: [{ ...rule, resources: ['horizontalpodautoscalers'] }] };
    const spec = { ...atMostFive, matchConstraints: constraints };
    const exact = { ...atMostFive, matchConstraints: { ...constraints, matchPolicy: 'Exact' } };
    const equivalent = engineOf(policy(spec));
    expect(equivalent.concerns('autoscaling/v2', 'HorizontalPodAutoscaler')).toBe(true);
    expect(engineOf(policy(exact)).concerns('autoscaling/v2', 'HorizontalPodAutoscaler')).toBe(false);
  });
});

describe('objects in equivalent versions', () => {
  const rule = (apiGroups: string[], apiVersions: string[], resources: string[]) => ({
    matchConstraints: { resourceRules: [{ apiGroups, apiVersions, operations: ['*'], resources }] },
  });

  test('read as the version the policy names', () => {
    const expression = "object.apiVersion == 'networking.k8s.io/v1' && request.kind.version == 'v1'";
    const engine = engineOf(
      policy({ ...rule(['networking.k8s.io'], ['v1'], ['ipaddresses']), validations: [{ expression }] }),
    );
    const address = resource('networking.k8s.io/v1beta1', 'IPAddress', '10.0.0.1', {});
    expect(engine.judge(createRequest(address), lookupOf())).toMatchObject([{ outcome: 'pass' }]);
  });

  test('are an error where the versions differ in more than their name', () => {
    const engine = engineOf(
      policy({ ...atMostFive, ...rule(['autoscaling'], ['v1'], ['horizontalpodautoscalers']) }),
    );
    const scaler = resource('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {}, 'prod');
    expect(engine.judge(createRequest(scaler), lookupOf())).toMatchObject([{ outcome: 'error' }]);
  });
});

describe('the exact answer', () => {
  test('denies for the first failure only, and says who', () => {
    const engine = engineOf(
      policy({
        validations: [{ expression: 'false', message: 'one', reason: 'Forbidden' }, { expression: 'false' }],
      }),
      binding({}),
    );
    const namespace = resource('v1', 'Namespace', 'prod', {});
    expect(engine.respond(createRequest(deployment(7)), lookupOf(namespace))).toEqual({
      allowed: false,
      status: {
        message:
          "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: one",
        reason: 'Forbidden',
        code: 403,
        details: {
          name: 'web',
          group: 'apps',
          kind: 'deployments',
          causes: [{ message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: one" }],
        },
      },
      warnings: [],
      auditAnnotations: {},
    });
  });

  test('a namespace that does not exist fails the request', () => {
    const engine = engineOf(policy(atMostFive), binding({}));
    expect(engine.respond(createRequest(deployment(3)), lookupOf()).status).toMatchObject({ code: 404 });
  });

  test('audit annotations escape like Go and keep the first failure', () => {
    const engine = engineOf(
      policy({
        validations: [
          { expression: 'false', message: 'a <b>' },
          { expression: 'false', message: 'second' },
        ],
      }),
      binding({ validationActions: ['Audit'] }),
    );
    const answer = engine.respond(
      createRequest(deployment(3)),
      lookupOf(resource('v1', 'Namespace', 'prod', {})),
    );
    expect(answer.allowed).toBe(true);
    expect(answer.auditAnnotations).toEqual({
      'validation.policy.admission.k8s.io/validation_failure':
        '[{"message":"a \\u003cb\\u003e","policy":"p","binding":"b","expressionIndex":0,"validationActions":["Audit"]}]',
    });
  });
});

test('a policy that is none says where', () => {
  const broken = policy({ validations: { expression: 'true' } });
  expect(loadAdmissionPolicies([broken]).problems).toMatchObject([
    {
      path: ['spec', 'validations'],
      message:
        'json: cannot unmarshal object into Go struct field ValidatingAdmissionPolicySpec.spec.validations of type []v1.Validation',
    },
  ]);
});
