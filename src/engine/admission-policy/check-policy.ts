import { compareBytes } from '../../kube/bytes-order.ts';
import { DecodeProblem } from '../../kube/decode.ts';
import { apiVersionOf, groupOf } from '../../kube/group-kind.ts';
import type { JsonObject, Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Struct } from '../../kube/structure/structure.ts';
import { type KubernetesVersion, kubernetesEnvironment, type Library } from '../../language/cel/index.ts';
import { children, type Expr } from '../../language/cel/syntax/ast.ts';
import { type CheckSource, checkSource, type Spot } from './check-source.ts';
import type { Expression } from './expression.ts';
import { type KindTable, kindTable } from './kind-table.ts';
import type { MatchResources, ResourceRule } from './policy.ts';
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
 * Checks a policy: ValidatingAdmissionPolicy, MutatingAdmissionPolicy, or one of policies.kyverno.io that validates,
 * verifies images, mutates, generates or deletes, or an exception from these. Null for any other object. Expressions that compile are compiled once
 * more for each kind the policy names, with that kind's fields (apiserver v0.36.3 policy/validating/typechecking.go).
 */
export function checkPolicy(resource: Resource, options: CheckOptions = {}): PolicyCheck | null {
  const kinds = kindTable(options.crds);
  const version = options.version ?? '1.36';
  const source = checkSource(resource, groupOf(resource.apiVersion), kinds, version);
  if (source === undefined) return null;
  if (source instanceof DecodeProblem) return { findings: [error(source)], expressions: [] };
  const environment = kubernetesEnvironment({ version });
  const findings = source.problems.map(error);
  const expressions: CheckedExpression[] = [];
  const compiled = compileAll(source, null);
  for (const [spot, { program, type, issues }] of compiled) {
    const { path, text } = spot;
    findings.push(...issues.map((issue) => error({ path, ...issue })));
    if (program === null) continue;
    if (source.httpForbidden !== null && reads(program.expr, 'http'))
      findings.push(error({ path, message: source.httpForbidden }));
    const { min, max } = environment.estimate(program);
    const cost = { min, max: Number.isFinite(max) ? max : null };
    expressions.push({ path, text, type: type.toString(), cost });
  }
  const refused = new Set(findings.map(({ path }) => path));
  const warnings = typedWarnings(source, kinds).filter(({ path }) => !refused.has(path));
  return { findings: [...findings, ...warnings], expressions };
}

function error({
  path,
  message,
  line = 1,
  column = 1,
}: {
  readonly path: Path;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}): PolicyFinding {
  return { severity: 'error', path, line, column, message, kinds: [] };
}

function reads(expr: Expr, variable: string): boolean {
  if (expr.kind === 'ident') return expr.name === variable;
  return children(expr).some((child) => reads(child, variable));
}

function compileAll(source: CheckSource, typed: Library | null): readonly (readonly [Spot, Expression])[] {
  const compile = source.compiler(typed);
  return source.spots.map((spot) => [spot, compile(spot)]);
}

/** The same problem with several kinds is one warning. */
function typedWarnings(source: CheckSource, kinds: KindTable): PolicyFinding[] {
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
