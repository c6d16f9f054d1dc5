import {
  createAdmissionPolicyEngine,
  createKyvernoCelEngine,
  loadAdmissionPolicies,
  loadKyvernoCelPolicies,
} from '../engine/admission-policy/index.ts';
import type { AdmissionRequest, Lookup } from '../engine/engine.ts';
import { createKyvernoEngine } from '../engine/kyverno/index.ts';
import { textAt } from '../engine/kyverno/read.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Stage, Verdict } from '../verdict.ts';
import { type Form, policyOf } from './form.ts';
import type { Guardrail } from './guardrail.ts';
import { type Parameters, parametersOf } from './parameters.ts';

/** Parameters of every shape. For tests. */
export const parameterSets: readonly Parameters[] = [
  parametersOf({ registries: ['ghcr.io/team'] }),
  parametersOf({
    registries: ['docker.io', 'registry.example.com:5000'],
    privilegedNamespaces: ['infra'],
    hostPathNamespaces: ['infra', 'storage'],
    requiredLabels: ['team', 'app.kubernetes.io/name'],
    namePattern: String.raw`^[a-z]+\d*$`,
    exemptNamespaces: [],
  }),
  parametersOf({
    registries: ['docker.io/library', 'ghcr.io', 'localhost'],
    privilegedNamespaces: ['storage', 'infra'],
    requiredLabels: ['team'],
    hostPathNamespaces: ['kube-system', 'shop'],
    namePattern: "web|'",
    exemptNamespaces: ['kube-system', 'storage', 'shop-1'],
  }),
];

const lookup: Lookup = {
  namespace: (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  get: () => undefined,
  list: () => [],
  now: new Date('2026-11-22T00:00:00Z'),
};

export function resourceOf(object: JsonObject): Resource {
  const { metadata } = object;
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    object,
    origin: { file: 'test', start: { line: 1, column: 1 } },
  };
}

export type Judge = (request: AdmissionRequest) => readonly Verdict[];

/** A guardrail in one form, loaded. Throws for a policy that its engine refuses. */
export function judgeOf(
  guardrail: Guardrail,
  parameters: Parameters,
  form: Form,
  stage: Stage = 'audit',
): Judge {
  const resources = policyOf(guardrail, parameters, form, stage).map(resourceOf);
  const { engine, problems } = loaders[form](resources);
  const [problem] = problems;
  if (problem !== undefined) throw new Error(problem.message);
  return (request) => engine.judge(request, lookup);
}

type Load = (resources: readonly Resource[]) => {
  readonly engine: { judge(request: AdmissionRequest, lookup: Lookup): readonly Verdict[] };
  readonly problems: readonly { readonly message: string }[];
};

const loaders: Readonly<Record<Form, Load>> = {
  clusterpolicy: (resources) => createKyvernoEngine(resources),
  validatingpolicy: (resources) => {
    const engine = createKyvernoCelEngine(loadKyvernoCelPolicies(resources));
    return { engine, problems: engine.problems };
  },
  validatingadmissionpolicy: (resources) => {
    const loaded = loadAdmissionPolicies(resources);
    return { engine: createAdmissionPolicyEngine(loaded), problems: loaded.problems };
  },
};

/** Any other word than pass or fail is a defect of the policy. */
export function answerOf(verdicts: readonly Verdict[]): string {
  const other = verdicts.find(({ outcome }) => outcome === 'error' || outcome === 'excepted');
  if (other !== undefined) return `${other.outcome}: ${other.message}`;
  return verdicts.some(({ outcome }) => outcome === 'fail') ? 'fail' : 'pass';
}
