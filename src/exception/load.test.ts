import { describe, expect, test } from 'vitest';
import { loadContracts } from './load.ts';

const good = `apiVersion: portcullis.dev/v1alpha1
kind: ExceptionContract
metadata:
  name: api-root
  namespace: billing
spec:
  subjects: [{kind: Deployment, name: api}]
  policies:
  - {engine: PodSecurity, level: restricted, checks: [runAsNonRoot]}
  owner: {team: billing, contact: "#billing"}
  reason: The vendor image writes to its home folder.
  risk: {level: High, impact: Root inside the container.}
  validFrom: 2026-11-22T00:00:00Z
  expiresAt: 2026-12-22T00:00:00Z
`;

function problems(text: string): string[] {
  return loadContracts(Buffer.from(text), 'e.yaml').problems.map(
    ({ file, line, column, rule, message }) => `${file}:${line}:${column}: ${rule ?? '-'} ${message}`,
  );
}

describe('a file of contracts', () => {
  test('is read with the place of every field', () => {
    const { contracts, problems: none } = loadContracts(Buffer.from(`${good}---\n${good}`), 'e.yaml');
    expect(none).toEqual([]);
    expect(contracts).toHaveLength(2);
    expect(contracts[0]?.contract.spec.validFrom).toBe('2026-11-22T00:00:00Z');
    expect(contracts[1]?.origin.locate?.(['spec', 'risk', 'level'])).toEqual({ line: 27, column: 10 });
  });

  test.each<[string, string, string, string]>([
    [
      'a date without a time, unquoted',
      '2026-12-22T00:00:00Z',
      '2026-12-15',
      'e.yaml:14:3: EXC005 spec.expiresAt: expected an RFC 3339 time such as 2026-12-15T09:00:00Z, found "2026-12-15"',
    ],
    [
      'an end before its start',
      '2026-12-22',
      '2026-10-22',
      'e.yaml:14:3: EXC005 spec.expiresAt: expected an end after the beginning 2026-11-22T00:00:00Z, found 2026-10-22T00:00:00Z',
    ],
    [
      'more than 400 days',
      '2026-12-22',
      '2028-12-22',
      'e.yaml:14:3: EXC004 spec.expiresAt: expected a term of at most 400 days, found 761',
    ],
    [
      'two owners',
      '  owner:',
      '  owner: {team: web, contact: "#web"}\n  owner:',
      'e.yaml:11:3: - the key "owner" is given twice',
    ],
    [
      'owners as a list',
      '{team: billing, contact: "#billing"}',
      '[{team: billing, contact: "#billing"}]',
      'e.yaml:10:3: EXC001 spec.owner: expected a map, found a list',
    ],
    [
      'an unknown check',
      'runAsNonRoot',
      'runAsNotRoot',
      'e.yaml:9:55: EXC014 spec.policies[0].checks[0]: unknown check "runAsNotRoot"; did you mean runAsNonRoot?',
    ],
    [
      'a check of another level',
      'restricted',
      'baseline',
      'e.yaml:9:53: EXC014 spec.policies[0].checks[0]: runAsNonRoot is a check of restricted, and the level here is baseline',
    ],
    [
      'Kyverno without a name',
      'PodSecurity, level: restricted, checks: [runAsNonRoot]',
      'Kyverno, kind: ClusterPolicy',
      'e.yaml:9:5: EXC014 spec.policies[0]: PodSecurity takes level and checks; every other engine takes the name of one policy',
    ],
    [
      'a field path that is none',
      'checks: [runAsNonRoot]',
      'checks: [runAsNonRoot], fields: [{path: "spec.[x"}]',
      'e.yaml:9:80: EXC014 spec.policies[0].fields[0].path: expected a path such as spec.containers[name=api].securityContext.runAsNonRoot, found "spec.[x"',
    ],
    [
      'Critical without mitigation',
      'level: High',
      'level: Critical',
      'e.yaml:12:3: EXC003 spec.risk.mitigations: a Critical contract needs at least one mitigation',
    ],
    [
      'permanent without a plan',
      '  owner:',
      '  exit: {kind: Permanent}\n  owner:',
      'e.yaml:10:3: EXC019 spec.exit.plan: a permanent exception needs a plan',
    ],
    ['a typo', 'reason:', 'raeson:', 'e.yaml:6:1: EXC002 spec.reason is missing'],
    ['no YAML', 'spec:', 'spec: [', 'e.yaml:8:3'],
    [
      'another kind',
      'ExceptionContract',
      'Deployment',
      'e.yaml:2:1: - kind: expected "ExceptionContract", found "Deployment"',
    ],
  ])('%s', (_name, from, to, expected) => {
    expect(problems(good.replace(from, to))[0]).toContain(expected);
    expect(loadContracts(Buffer.from(`${good}---\n${good.replace(from, to)}`), 'e.yaml').contracts).toEqual(
      [],
    );
  });
});
