import { checkById, checks } from '../engine/pod-security/index.ts';
import type { Path } from '../kube/json.ts';
import { schemaProblems } from '../schema/problems.ts';
import { suggestion } from '../schema/suggestion.ts';
import { parseTime } from '../schema/time.ts';
import { type ExceptionContract, validateExceptionContract } from './contract.generated.ts';
import type { PolicyScope } from './contract.ts';
import { parseFieldPattern } from './field-pattern.ts';
import { day } from './limits.ts';

/** Why a contract cannot be used at all. `rule` is the lint rule that has a page about it. */
export interface ContractProblem {
  readonly rule?: string;
  readonly path: Path;
  readonly message: string;
}

/** What is wrong with an object that should be a contract; with nothing wrong, it is one. */
export function contractProblems(value: unknown): readonly ContractProblem[] {
  const found: ContractProblem[] = schemaProblems(validateExceptionContract, value).map((problem) => ({
    ...problem,
    ...ruleOf(problem.path),
  }));
  return found.length > 0 ? found : acrossFields(value as ExceptionContract);
}

/** The longest term that the CRD allows, whatever the limits of an organisation. */
const ceiling = 400 * day;

/** The CEL rules of the schema, in the same order, and what only the engines know. */
function acrossFields({ spec }: ExceptionContract): ContractProblem[] {
  const found: ContractProblem[] = [];
  const from = parseTime(spec.validFrom) ?? Number.NaN;
  const end = parseTime(spec.expiresAt) ?? Number.NaN;
  if (!(from < end))
    problem(
      'EXC005',
      ['spec', 'expiresAt'],
      `expected an end after the beginning ${spec.validFrom}, found ${spec.expiresAt}`,
    );
  else if (!(end - from <= ceiling))
    problem(
      'EXC004',
      ['spec', 'expiresAt'],
      `expected a term of at most 400 days, found ${Math.ceil((end - from) / day)}`,
    );
  if (spec.risk.level === 'Critical' && (spec.risk.mitigations ?? []).length === 0)
    problem('EXC003', ['spec', 'risk', 'mitigations'], 'a Critical contract needs at least one mitigation');
  if (spec.exit?.kind === 'Permanent' && spec.exit.plan === undefined)
    problem('EXC019', ['spec', 'exit', 'plan'], 'a permanent exception needs a plan');
  for (const [index, policy] of spec.policies.entries())
    found.push(...policyProblems(policy, ['spec', 'policies', index]));
  return found;

  function problem(rule: string, path: Path, message: string): void {
    found.push({ rule, path, message: `${path.join('.')}: ${message}` });
  }
}

function policyProblems(policy: PolicyScope, at: Path): ContractProblem[] {
  const found: ContractProblem[] = [];
  const where = `spec.policies[${String(at[2])}]`;
  const isPodSecurity = policy.engine === 'PodSecurity';
  if (
    isPodSecurity ? !policy.level || !policy.checks || policy.name !== undefined : policy.name === undefined
  )
    problem(
      'EXC014',
      [],
      'PodSecurity takes level and checks; every other engine takes the name of one policy',
    );
  if (needsKind.has(policy.engine) && policy.kind === undefined)
    problem(
      'EXC014',
      ['kind'],
      'kind is needed: names are unique only within one (for Scanner it is the tool, such as kube-linter)',
    );
  if (isPodSecurity)
    for (const [index, id] of (policy.checks ?? []).entries()) {
      const check = checkById(id);
      if (check === undefined)
        problem(
          'EXC014',
          ['checks', index],
          `unknown check ${JSON.stringify(id)}; ${suggestion(
            id,
            checks.map((one) => one.id),
          )}`,
        );
      else if (check.level === 'restricted' && policy.level === 'baseline')
        problem(
          'EXC014',
          ['checks', index],
          `${id} is a check of restricted, and the level here is baseline`,
        );
    }
  for (const [index, field] of (policy.fields ?? []).entries())
    if (parseFieldPattern(field.path) === undefined)
      problem(
        'EXC014',
        ['fields', index, 'path'],
        `expected a path such as spec.containers[name=api].securityContext.runAsNonRoot, found ${JSON.stringify(field.path)}`,
      );
  return found;

  function problem(rule: string, path: Path, message: string): void {
    const inner = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    found.push({ rule, path: [...at, ...path], message: `${where}${inner}: ${message}` });
  }
}

const needsKind: ReadonlySet<string> = new Set(['Kyverno', 'Gatekeeper', 'Scanner']);

function ruleOf([, field]: Path): { rule?: string } {
  const rule = typeof field === 'string' ? ruleByField.get(field) : undefined;
  return rule === undefined ? {} : { rule };
}

const ruleByField = new Map([
  ['owner', 'EXC001'],
  ['reason', 'EXC002'],
  ['risk', 'EXC003'],
  ['validFrom', 'EXC005'],
  ['expiresAt', 'EXC005'],
  ['subjects', 'EXC007'],
  ['policies', 'EXC014'],
  ['exit', 'EXC019'],
]);
