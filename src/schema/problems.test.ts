import { describe, expect, test } from 'vitest';
import { validateExceptionContract } from '../exception/contract.generated.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { schemaProblems } from './problems.ts';

const contract: JsonObject = {
  apiVersion: 'portcullis.dev/v1alpha1',
  kind: 'ExceptionContract',
  metadata: { name: 'a', namespace: 'b' },
  spec: {
    subjects: [{ kind: 'Deployment', name: 'api' }],
    policies: [{ engine: 'PodSecurity', level: 'restricted', checks: ['runAsNonRoot'] }],
    owner: { team: 'billing', contact: '#billing' },
    reason: 'The vendor image writes to its home folder.',
    risk: { level: 'Medium', impact: 'Root inside the container.' },
    validFrom: '2026-11-22T09:00:00Z',
    expiresAt: '2026-12-20T09:00:00Z',
  },
};

/** The contract with the field at a dotted path replaced, or removed when there is no value. */
function withField(path: string, value?: Json): JsonObject {
  const copy = structuredClone(contract);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let parent: Json | undefined = copy;
  for (const step of steps)
    parent = Array.isArray(parent) ? parent[Number(step)] : isObject(parent) ? parent[step] : undefined;
  if (Array.isArray(parent)) parent[Number(last)] = value ?? null;
  else if (isObject(parent) && value === undefined) delete parent[last];
  else if (isObject(parent)) Object.defineProperty(parent, last, { value, enumerable: true });
  return copy;
}

describe('schema problems say what was expected and what was found', () => {
  test('a good contract has none', () => {
    expect(schemaProblems(validateExceptionContract, contract)).toEqual([]);
  });

  test.each<[string, Json | undefined, string]>([
    ['spec.owner.team', undefined, 'spec.owner.team is missing'],
    ['spec.experiesAt', 1, 'spec: unknown field "experiesAt"; did you mean expiresAt?'],
    ['spec.Ticket', 'x', 'spec: unknown field "Ticket"; did you mean ticket?'],
    ['spec.owner.zzzzz', 1, 'spec.owner: unknown field "zzzzz"; known here: team, contact'],
    ['spec.owner.constructor', 1, 'spec.owner: unknown field "constructor"; known here: team, contact'],
    [
      'spec.expiresAt',
      '2026-12-15',
      'spec.expiresAt: expected an RFC 3339 time such as 2026-12-15T09:00:00Z, found "2026-12-15"',
    ],
    ['spec.risk.level', 'high', 'spec.risk.level: expected one of Low, Medium, High, Critical, found "high"'],
    ['spec.owner', [{}], 'spec.owner: expected a map, found a list'],
    ['spec', null, 'spec: expected a map, found null'],
    ['kind', 'Pod', 'kind: expected "ExceptionContract", found "Pod"'],
    ['spec.subjects', [], 'spec.subjects: expected at least 1 item, found none'],
    [
      'spec.policies.0.checks.0',
      3,
      'spec.policies[0].checks[0]: expected a string, found 3; put it in quotes',
    ],
    ['spec.acceptWider', 9007199254740993n, 'spec.acceptWider: expected a boolean, found 9007199254740993'],
    [
      'metadata.name',
      '-a',
      'metadata.name: expected text that matches ^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$, found "-a"',
    ],
  ])('%s', (path, value, expected) => {
    const problems = schemaProblems(validateExceptionContract, withField(path, value));
    expect(problems.map((problem) => problem.message)).toEqual([expected]);
  });

  test('a missing field has the path it would have', () => {
    const [problem] = schemaProblems(validateExceptionContract, withField('spec.risk'));
    expect(problem).toEqual({ path: ['spec', 'risk'], message: 'spec.risk is missing' });
  });
});
