import { compareBytes } from '../../kube/bytes-order.ts';
import { DecodeProblem } from '../../kube/decode.ts';
import { apiVersionOf, groupOf } from '../../kube/group-kind.ts';
import type { JsonObject, Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Struct } from '../../kube/structure/structure.ts';
import {
  boolType,
  type KubernetesVersion,
  kubernetesEnvironment,
  type Library,
  mutationLibrary,
  nullType,
  stringType,
  type Type,
} from '../../language/cel/index.ts';
import { PolicyCompiler } from './environment.ts';
import type { Expression } from './expression.ts';
import { type KindTable, kindTable } from './kind-table.ts';
import { KyvernoCompiler } from './kyverno/environment.ts';
import { kyvernoLibraries } from './kyverno/library/index.ts';
import { readMutatingPolicy as readKyvernoMutatingPolicy } from './kyverno/mutating-policy.ts';
import { readValidatingPolicy } from './kyverno/validating-policy.ts';
import { type Mutation, readMutatingPolicy } from './mutating-policy.ts';
import { mutationTypes } from './mutation.ts';
import {
  type AuditAnnotation,
  type MatchCondition,
  type MatchResources,
  type ParamKind,
  type ResourceRule,
  readPolicy,
  type Validation,
  type Variable,
} from './policy.ts';
import { typedVariables } from './typed-kinds.ts';

/** What can be said of a policy without any request. */
export interface PolicyCheck {
  readonly findings: readonly PolicyFinding[];
  readonly expressions: readonly CheckedExpression[];
}

export interface PolicyFinding {
  /** The API server or Kyverno refuses the policy for an error; a warning is about the fields of a matched kind. */
  readonly severity: 'error' | 'warning';
  /** The field of the policy. */
  readonly path: Path;
  /** In the expression there, from 1; both 1 for what is about the whole of it. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The kinds a warning is about: `apps/v1 Deployment`. */
  readonly kinds: readonly string[];
}

export interface CheckedExpression {
  readonly path: Path;
  readonly text: string;
  readonly type: string;
  /** Cost units of one evaluation, at least and at most; null where the request alone decides. */
  readonly cost: { readonly min: number; readonly max: number | null };
}

export interface CheckOptions {
  /** CustomResourceDefinitions: the fields of custom kinds. */
  readonly crds?: readonly JsonObject[];
  readonly version?: KubernetesVersion;
}

/**
 * Checks the expressions of a policy: ValidatingAdmissionPolicy, MutatingAdmissionPolicy, and Kyverno's ValidatingPolicy
 * and MutatingPolicy with their namespaced kinds. Null for any other object. Expressions that compile are compiled once
 * more for each kind the policy names, with that kind's fields (apiserver v0.36.3 policy/validating/typechecking.go).
 */
export function checkPolicy(resource: Resource, options: CheckOptions = {}): PolicyCheck | null {
  const read = readers[`${groupOf(resource.apiVersion)}/${resource.kind}`];
  if (read === undefined) return null;
  const kinds = kindTable(options.crds);
  const version = options.version ?? '1.36';
  const source = read(resource, kinds, version);
  if (source instanceof DecodeProblem) {
    const { path, message } = source;
    return {
      findings: [{ severity: 'error', path, line: 1, column: 1, message, kinds: [] }],
      expressions: [],
    };
  }
  const environment = kubernetesEnvironment({ version });
  const findings: PolicyFinding[] = [];
  const expressions: CheckedExpression[] = [];
  const compiled = compileAll(source, null);
  for (const [spot, { program, type, issues }] of compiled) {
    const { path, text } = spot;
    findings.push(...issues.map((issue) => ({ severity: 'error', path, ...issue, kinds: [] }) as const));
    if (program === null) continue;
    const { min, max } = environment.estimate(program);
    const cost = { min, max: Number.isFinite(max) ? max : null };
    expressions.push({ path, text, type: type.toString(), cost });
  }
  const refused = new Set(findings.map(({ path }) => path));
  const warnings = typedWarnings(source, kinds).filter(({ path }) => !refused.has(path));
  return { findings: [...findings, ...warnings], expressions };
}

/** One expression and where it stands. */
interface Spot {
  readonly path: Path;
  readonly text: string;
  /** None takes any type. */
  readonly wanted: readonly Type[];
  /** The name of the variable it defines. */
  readonly variable: string | null;
  readonly authorizer: boolean;
}

interface Source {
  readonly spots: readonly Spot[];
  readonly matchConstraints: MatchResources | null;
  readonly paramKind: ParamKind | null;
  /** `typed` declares the fields of a kind. */
  compiler(typed: Library | null): (spot: Spot) => Expression;
}

function compileAll(source: Source, typed: Library | null): readonly (readonly [Spot, Expression])[] {
  const compile = source.compiler(typed);
  return source.spots.map((spot) => [spot, compile(spot)]);
}

/** The same problem with several kinds is one warning. */
function typedWarnings(source: Source, kinds: KindTable): PolicyFinding[] {
  const found = new Map<string, PolicyFinding>();
  const params = source.paramKind && kinds.find(source.paramKind.apiVersion, source.paramKind.kind).struct();
  for (const { name, struct } of matchedKinds(source.matchConstraints, kinds)) {
    const typed = typedVariables({ object: struct, oldObject: struct, ...(params && { params }) });
    for (const [{ path }, { issues }] of compileAll(source, typed)) {
      for (const { line, column, message } of issues) {
        const key = JSON.stringify([path, line, column, message]);
        const known = found.get(key)?.kinds ?? [];
        const severity = 'warning';
        found.set(key, { severity, path, line, column, message, kinds: [...known, name] });
      }
    }
  }
  return [...found.values()];
}

interface MatchedKind {
  readonly name: string;
  readonly struct: Struct;
}

const mostKindsOfRule = 10;

/** The kinds that rules name outright and whose fields are known, ten of each rule. */
function matchedKinds(constraints: MatchResources | null, kinds: KindTable): MatchedKind[] {
  const found = new Map<string, MatchedKind>();
  for (const rule of constraints?.resourceRules ?? []) {
    for (const [apiVersion, resource] of resourcesOf(rule).slice(0, mostKindsOfRule)) {
      const kind = kinds.kindOf(apiVersion, resource);
      const struct = kind && kinds.find(apiVersion, kind).struct();
      const name = `${apiVersion} ${kind}`;
      if (struct) found.set(name, { name, struct });
    }
  }
  return [...found.values()].sort((a, b) => compareBytes(a.name, b.name));
}

function resourcesOf({ apiGroups, apiVersions, resources }: ResourceRule): (readonly [string, string])[] {
  if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) return [];
  const named = resources.filter((name) => !/[*/]/.test(name)).sort(compareBytes);
  return apiGroups.flatMap((group) =>
    apiVersions.flatMap((version) =>
      named.map((resource) => [apiVersionOf(group, version), resource] as const),
    ),
  );
}

type Read = (resource: Resource, kinds: KindTable, version: KubernetesVersion) => Source | DecodeProblem;

const readValidatingAdmissionPolicy: Read = ({ object }, _, version) => {
  const policy = readPolicy(object);
  if (policy instanceof DecodeProblem) return policy;
  const { matchConstraints, paramKind, variables, matchConditions, validations, auditAnnotations } = policy;
  const spots = [
    ...variableSpots(variables),
    ...conditionSpots(matchConditions),
    ...validationSpots(validations),
    ...annotationSpots(auditAnnotations),
  ];
  return { spots, matchConstraints, paramKind, compiler: serverCompiler(paramKind, version) };
};

const readMutatingAdmissionPolicy: Read = ({ object }, _, version) => {
  const policy = readMutatingPolicy(object);
  if (policy instanceof DecodeProblem) return policy;
  const { matchConstraints, paramKind, variables, matchConditions, mutations } = policy;
  const spots = [
    ...variableSpots(variables),
    ...conditionSpots(matchConditions),
    ...mutationSpots(mutations),
  ];
  return { spots, matchConstraints, paramKind, compiler: serverCompiler(paramKind, version, true) };
};

const readValidatingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readValidatingPolicy(object);
  const { matchConstraints, variables, matchConditions, validations, auditAnnotations } = spec;
  const spots = [
    ...conditionSpots(matchConditions),
    ...variableSpots(variables),
    ...validationSpots(validations),
    ...annotationSpots(auditAnnotations),
  ];
  const libraries = kyvernoLibraries(kinds, namespace);
  return { spots, matchConstraints, paramKind: null, compiler: kyvernoCompiler(libraries) };
};

const readMutatingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readKyvernoMutatingPolicy(object);
  const { matchConstraints, variables, matchConditions, mutations, auditAnnotations } = spec;
  const spots = [
    ...variableSpots(variables),
    ...conditionSpots(matchConditions),
    ...mutationSpots(mutations),
    ...annotationSpots(auditAnnotations),
  ];
  const libraries = [...kyvernoLibraries(kinds, namespace), mutationLibrary];
  return { spots, matchConstraints, paramKind: null, compiler: kyvernoCompiler(libraries) };
};

const readers: Readonly<Record<string, Read>> = {
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': readValidatingAdmissionPolicy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': readMutatingAdmissionPolicy,
  'policies.kyverno.io/ValidatingPolicy': readValidatingCelPolicy,
  'policies.kyverno.io/NamespacedValidatingPolicy': readValidatingCelPolicy,
  'policies.kyverno.io/MutatingPolicy': readMutatingCelPolicy,
  'policies.kyverno.io/NamespacedMutatingPolicy': readMutatingCelPolicy,
};

function serverCompiler(
  paramKind: ParamKind | null,
  version: KubernetesVersion,
  patchTypes = false,
): Source['compiler'] {
  return (typed) => {
    const compiler = new PolicyCompiler(kubernetesEnvironment({ version }), typed);
    return ({ text, wanted, variable, authorizer }) => {
      const declared = { params: paramKind !== null, authorizer, patchTypes };
      return variable === null
        ? compiler.compile(text, wanted, declared)
        : compiler.compileVariable(variable, text, declared);
    };
  };
}

function kyvernoCompiler(own: readonly Library[]): Source['compiler'] {
  return (typed) => {
    const compiler = new KyvernoCompiler(...own, ...(typed ? [typed] : []));
    return ({ text, wanted, variable }) =>
      variable === null ? compiler.compile(text, wanted) : compiler.compileVariable(variable, text);
  };
}

function spot(path: Path, text: string, wanted: readonly Type[], more: Partial<Spot> = {}): Spot {
  return { path: ['spec', ...path], text, wanted, variable: null, authorizer: true, ...more };
}

function variableSpots(variables: readonly Variable[]): Spot[] {
  return variables.map(({ name, expression }, i) =>
    spot(['variables', i, 'expression'], expression, [], { variable: name }),
  );
}

function conditionSpots(conditions: readonly MatchCondition[]): Spot[] {
  return conditions.map(({ expression }, i) =>
    spot(['matchConditions', i, 'expression'], expression, [boolType]),
  );
}

function validationSpots(validations: readonly Validation[]): Spot[] {
  return validations.flatMap(({ expression, messageExpression }, i) => [
    spot(['validations', i, 'expression'], expression, [boolType]),
    ...(messageExpression === ''
      ? []
      : [
          spot(['validations', i, 'messageExpression'], messageExpression, [stringType], {
            authorizer: false,
          }),
        ]),
  ]);
}

function annotationSpots(annotations: readonly AuditAnnotation[]): Spot[] {
  return annotations.map(({ valueExpression }, i) =>
    spot(['auditAnnotations', i, 'valueExpression'], valueExpression, [stringType, nullType]),
  );
}

function mutationSpots(mutations: readonly Mutation[]): Spot[] {
  return mutations.map(({ patchType, expression }, i) => {
    const field = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration';
    return spot(['mutations', i, field, 'expression'], expression, [mutationTypes[patchType]]);
  });
}
