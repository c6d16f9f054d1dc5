import type { PolicyResult, RuleStatus } from '../../engine/kyverno/index.ts';
import { reportMessage } from '../../engine/kyverno/verdict.ts';
import { type Json, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Row } from './row.ts';
import type { Expectation } from './suite.ts';

/** A resource of a suite with what its policies said. */
export interface Judged {
  readonly resource: Resource;
  readonly results: readonly PolicyResult[];
}

/** The rows upstream prints for the entries of a suite (kyverno v1.19 cmd/cli commands/test/output.go). */
export function judgeEntries(
  entries: readonly Expectation[],
  judged: readonly Judged[],
  policies: readonly Resource[],
): Row[] {
  return entries.flatMap((entry) => selected(entry, judged).flatMap((one) => rowsOf(entry, one, policies)));
}

/** The resources an entry names; all of them when it names none, or none that is there. */
function selected(entry: Expectation, judged: readonly Judged[]): readonly Judged[] {
  const named = [
    ...(entry.resources ?? []).flatMap((name) => judged.filter(({ resource }) => isNamed(resource, name))),
    ...(entry.resources === null
      ? []
      : entry.resourceSpecs.flatMap((spec) => judged.filter(({ resource }) => isSpecified(resource, spec)))),
  ];
  return named.length === 0 ? judged : named;
}

function isNamed({ namespace, name }: Resource, wanted: string): boolean {
  const [first, second, more] = wanted.split('/');
  if (second === undefined) return first === name;
  return more === undefined && first === namespace && second === name;
}

function isSpecified({ apiVersion, namespace, name }: Resource, spec: Json): boolean {
  const text = (key: string): string => {
    const value = own(spec, key);
    return typeof value === 'string' ? value : '';
  };
  const group = text('group');
  const wanted = group === '' ? text('version') : `${group}/${text('version')}`;
  return wanted === apiVersion && text('namespace') === namespace && text('name') === name;
}

function rowsOf(entry: Expectation, { resource, results }: Judged, policies: readonly Resource[]): Row[] {
  const { apiVersion, kind, namespace, name } = resource;
  const base = {
    policy: entry.policy,
    resource: `${apiVersion}/${kind}/${namespace}/${name}`,
    expected: entry.result,
  };
  const wanted = entry.policy.split('/').at(-1);
  if (!policies.some((policy) => policy.name === wanted)) {
    return [
      { ...base, rule: entry.rule, outcome: 'fail', status: null, reason: 'Not found', message: 'Not found' },
    ];
  }
  const said = results.filter(({ policy, rule }) => policy.name === wanted && answers(rule.name, entry.rule));
  if (said.length === 0) {
    const excluded = {
      outcome: 'unevaluated',
      status: null,
      reason: 'Excluded',
      message: 'Excluded',
    } as const;
    return [{ ...base, rule: entry.rule, ...excluded }];
  }
  return said.map((one) => {
    const status = reportedStatus(one);
    const met = status === entry.result;
    return {
      ...base,
      rule: one.rule.name,
      outcome: met ? 'pass' : 'fail',
      status,
      reason: met ? 'Ok' : `Want ${entry.result}, got ${status}`,
      message: reportMessage(one),
    };
  });
}

/** A rule that autogen made answers for the written one. */
function answers(rule: string, wanted: string): boolean {
  return (
    wanted === '' || rule === wanted || rule === `autogen-${wanted}` || rule === `autogen-cronjob-${wanted}`
  );
}

/** A failure of a policy that is not scored is a warning. */
function reportedStatus({ policy, result }: PolicyResult): RuleStatus {
  return result.status === 'fail' && !policy.scored ? 'warn' : result.status;
}
