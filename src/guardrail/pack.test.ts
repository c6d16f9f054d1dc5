import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../engine/admission-policy/index.ts';
import { type AdmissionRequest, createRequest } from '../engine/engine.ts';
import { validateKyverno } from '../engine/kyverno/index.ts';
import { findSmells } from '../engine/kyverno/smell/find-smells.ts';
import type { JsonObject } from '../kube/json.ts';
import { forms, policyOf } from './form.ts';
import { answerOf, judgeOf, parameterSets, resourceOf } from './judging.fixture.ts';
import { guardrails } from './pack.ts';
import { parameterProblem, parametersOf } from './parameters.ts';
import { madeBy, owned, pod } from './samples.ts';
import { samplesOf } from './samples-of.ts';

const stages = ['audit', 'warn', 'enforce'] as const;
const everything = parameterSets.flatMap((parameters) =>
  guardrails.flatMap((guardrail) =>
    forms.flatMap((form) => stages.map((stage) => ({ guardrail, parameters, form, stage }))),
  ),
);

test('no policy is refused, warned about or smells', () => {
  for (const { guardrail, parameters, form, stage } of everything)
    for (const resource of policyOf(guardrail, parameters, form, stage).map(resourceOf)) {
      expect(validateKyverno(resource)).toBeNull();
      expect(findSmells(resource)).toEqual([]);
      expect(checkPolicy(resource)?.findings ?? []).toEqual([]);
    }
});

test('the samples break the rules that they say, and each rule is broken by one', () => {
  for (const { guardrail, parameters, form } of everything.filter(({ stage }) => stage === 'audit')) {
    const judge = judgeOf(guardrail, parameters, form);
    const samples = samplesOf(guardrail, parameters);
    for (const { object, breaks } of samples)
      expect(answerOf(judge(createRequest(resourceOf(object))))).toBe(breaks.length > 0 ? 'fail' : 'pass');
    const rules = guardrail.classic(parameters).rules.map(({ name }) => name);
    expect([...new Set(samples.flatMap(({ breaks }) => breaks))].sort()).toEqual(rules.sort());
  }
});

test('a failure is at the stage that was asked for', () => {
  for (const { guardrail, parameters, form, stage } of everything.slice(0, everything.length / 3)) {
    const broken = samplesOf(guardrail, parameters).find(({ breaks }) => breaks.length > 0)?.object ?? {};
    const verdicts = judgeOf(guardrail, parameters, form, stage)(createRequest(resourceOf(broken)));
    const failed = verdicts.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map((verdict) => verdict.stage)).toEqual(failed.map(() => stage));
  }
});

describe('what exists stays manageable when it is enforced', () => {
  const [parameters = parametersOf()] = parameterSets;
  const yes = { securityContext: { privileged: true }, image: 'elsewhere.example.net/app' };
  const mount = { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] };
  const broken = pod('Broken', yes, mount);
  const update = (before: JsonObject, after: JsonObject): AdmissionRequest => ({
    ...createRequest(resourceOf(after)),
    operation: 'UPDATE',
    oldObject: before,
  });
  const scaled = (object: JsonObject, replicas: number): JsonObject => ({
    ...object,
    spec: { ...(object.spec as JsonObject), replicas },
  });
  const unfinalized: JsonObject = {
    ...broken,
    metadata: { ...(broken.metadata as JsonObject), finalizers: [] },
  };
  const deployment = owned('Deployment', 'Broken', yes, mount);

  const requests: readonly (readonly [string, AdmissionRequest])[] = [
    ['a finalizer is taken off a pod', update(broken, unfinalized)],
    ['a controller is scaled', update(scaled(deployment, 3), scaled(deployment, 0))],
    ['a pod is deleted', { ...createRequest(resourceOf(broken)), operation: 'DELETE', oldObject: broken }],
  ];
  for (const [name, request] of requests)
    test(name, () => {
      for (const guardrail of guardrails)
        for (const form of forms) {
          const judge = judgeOf(guardrail, parameters, form, 'enforce');
          expect(answerOf(judge(createRequest(resourceOf(broken))))).toBe('fail');
          expect([guardrail.name, form, answerOf(judge(request))]).toEqual([guardrail.name, form, 'pass']);
        }
    });

  test('but nothing gets worse', () => {
    const good = pod('good', { image: 'ghcr.io/team/app:1.0' });
    const bad = pod('good', { image: 'elsewhere.example.net/app' });
    for (const guardrail of guardrails.filter(({ name }) =>
      ['image-registries', 'no-latest-tag'].includes(name),
    ))
      for (const form of forms) {
        const judge = judgeOf(guardrail, parameters, form, 'enforce');
        expect([guardrail.name, form, answerOf(judge(update(good, bad)))]).toEqual([
          guardrail.name,
          form,
          'fail',
        ]);
      }
  });

  test('an ephemeral container is judged when it is added', () => {
    const locked = {
      image: 'ghcr.io/team/app:1.0',
      securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true },
    };
    const debuggers = [{ name: 'debugger', image: 'busybox', securityContext: { privileged: true } }];
    const debugged = pod('good', locked, { ephemeralContainers: debuggers });
    const request = { ...update(pod('good', locked), debugged), subResource: 'ephemeralcontainers' };
    const failing = guardrails.filter((guardrail) =>
      forms.every((form) => answerOf(judgeOf(guardrail, parameters, form, 'enforce')(request)) === 'fail'),
    );
    expect(failing.map(({ name }) => name)).toEqual([
      'image-registries',
      'privileged',
      'nonroot-and-readonly',
      'no-latest-tag',
    ]);
  });
});

test('what a controller makes is not judged by its name', () => {
  for (const guardrail of guardrails.filter(({ name }) => name === 'naming'))
    for (const form of forms) {
      const judge = judgeOf(guardrail, parametersOf(), form);
      expect(answerOf(judge(createRequest(resourceOf(pod('Bad', {})))))).toBe('fail');
      expect(answerOf(judge(createRequest(resourceOf(madeBy('ReplicaSet', pod('Bad', {}))))))).toBe('pass');
    }
});

test.each([
  ['^[a-z]+$', null],
  ['[a-z', 'guardrails.namePattern: expected a regular expression (RE2), found "[a-z"'],
  ['a(?=b)', 'guardrails.namePattern: expected a regular expression (RE2)'],
  ['{{ name }}', 'without {{ and $('],
  ['a$(b)', 'without {{ and $('],
])('namePattern %j', (namePattern, problem) => {
  const found = parameterProblem(parametersOf({ namePattern }));
  if (problem === null) expect(found).toBeNull();
  else expect(found).toContain(problem);
});

test('each has a section in docs/guardrails.md, and its parameters are named there', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/guardrails.md'), 'utf8');
  const sections = [...page.matchAll(/^## ([a-z-]+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(guardrails.map(({ name }) => name));
  for (const name of Object.keys(parametersOf())) expect(page).toContain(name);
});
