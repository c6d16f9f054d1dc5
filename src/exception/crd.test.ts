import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { testContract } from '../../test/support/contract.ts';
import { isObject, type Json, own } from '../kube/json.ts';
import { dynType, kubernetesEnvironment } from '../language/cel/index.ts';
import type { ContractSpec, ExceptionContract } from './contract.ts';
import { contractProblems } from './problems.ts';

const crd = parse(
  readFileSync(join(import.meta.dirname, '../../schema/crd/exceptioncontracts.yaml'), 'utf8'),
) as { spec: { versions: { schema: { openAPIV3Schema: Json } }[] } };
const schema = crd.spec.versions[0]?.schema.openAPIV3Schema ?? null;

const environment = kubernetesEnvironment({ version: '1.36', variables: { self: dynType } });
const programs = new Map<string, ReturnType<typeof compiled>>();

function compiled(rule: string) {
  // In a CRD a date-time is a timestamp already.
  const text = rule.replaceAll(/self\.(validFrom|expiresAt)/g, 'timestamp(self.$1)');
  const result = environment.compile(text);
  if (!result.ok) throw new Error(result.text);
  return result.program;
}

/** The CEL rules of a schema that a value breaks, as the API server asks them: at every place where they stand. */
function broken(node: Json | undefined, value: Json | undefined): string[] {
  if (value === undefined || !isObject(node)) return [];
  const rules = own(node, 'x-kubernetes-validations');
  const here = (Array.isArray(rules) ? rules : []).flatMap((one) => {
    const rule = own(one, 'rule') as string;
    // A rule about the former object is asked of changes only.
    if (rule.includes('oldSelf')) return [];
    const program = programs.get(rule) ?? compiled(rule);
    programs.set(rule, program);
    const result = program.evaluate({ self: value });
    return result.ok && result.value === true ? [] : [rule];
  });
  const properties = own(node, 'properties');
  const below = isObject(properties)
    ? Object.keys(properties).flatMap((key) => broken(own(properties, key), own(value, key)))
    : [];
  const items = Array.isArray(value) ? value.flatMap((one) => broken(own(node, 'items'), one)) : [];
  return [...here, ...below, ...items];
}

const maybe = <T>(value: T) => fc.option(fc.constant(value), { nil: undefined });
const policy = fc
  .record({
    engine: fc.constantFrom(
      'PodSecurity' as const,
      'Kyverno' as const,
      'ValidatingAdmissionPolicy' as const,
      'Gatekeeper' as const,
      'Scanner' as const,
    ),
    level: maybe('restricted' as const),
    checks: maybe(['runAsNonRoot']),
    kind: maybe('ClusterPolicy'),
    name: maybe('disallow-host'),
  })
  .map(defined);
const time = fc
  .integer({ min: -450, max: 450 })
  .map((days) => new Date(Date.UTC(2026, 10, 22 + days)).toISOString());
const spec = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  risk: fc
    .record({
      level: fc.constantFrom('Low' as const, 'Critical' as const),
      impact: fc.constant('Root inside the container.'),
      mitigations: fc.constantFrom(undefined, [], ['no token']),
    })
    .map(defined),
  exit: fc.option(
    fc
      .record({
        kind: fc.constantFrom('Permanent' as const, 'Fix' as const),
        plan: maybe('It will be attested.'),
      })
      .map(defined),
    { nil: undefined },
  ),
  validFrom: time,
  expiresAt: time,
});

/** Without the keys that are undefined, as JSON has them. */
function defined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

test('the rules of the CRD refuse what the reader refuses, and nothing else', () => {
  const seen = { refused: 0, taken: 0 };
  fc.assert(
    fc.property(spec, (parts) => {
      const contract: ExceptionContract = testContract(defined(parts) as Partial<ContractSpec>);
      if (parts.exit === undefined) delete (contract.spec as { exit?: unknown }).exit;
      const rules = broken(schema ?? undefined, contract as unknown as Json);
      const problems = contractProblems(contract);
      expect(problems.length > 0, JSON.stringify({ contract, rules, problems })).toBe(rules.length > 0);
      seen[rules.length > 0 ? 'refused' : 'taken']++;
    }),
    { numRuns: 2000, seed: 20261122 },
  );
  expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(50);
});
