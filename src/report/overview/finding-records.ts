import { hash } from 'node:crypto';
import type { VerdictRecord } from '../../record.ts';
import { stages as order, type RolloutStage } from '../../rollout/stage.ts';
import type { EngineName, Stage } from '../../verdict.ts';
import type { OpenFinding, Overview } from './overview.ts';

/** Open findings in the shape of verdicts, so that every format of a scan can write them. */
export function findingRecords({ findings, rollouts }: Overview): VerdictRecord[] {
  const stages = new Map<string, RolloutStage>();
  for (const { status, policies } of rollouts)
    for (const { namespace, stage } of status.namespaces)
      for (const policy of policies) {
        const key = `${namespace}\n${policy}`;
        if (isStage(stage) && rank(stage) > rank(stages.get(key) ?? 'None')) stages.set(key, stage);
      }
  return findings.map((finding) => recordOf(finding, stages));
}

function recordOf(finding: OpenFinding, stages: ReadonlyMap<string, RolloutStage>): VerdictRecord {
  const { namespace, apiVersion, kind, name, engine, rule, field, mend } = finding;
  const held = finding.policies
    .map((policy) => ({ policy, stage: stages.get(`${namespace}\n${engine} ${policy}`) ?? 'None' }))
    .reduce((best, one) => (rank(one.stage) > rank(best.stage) ? one : best));
  const identity = [engine, held.policy, rule, apiVersion, kind, namespace, name, field];
  return {
    id: hash('sha256', JSON.stringify(identity), 'hex').slice(0, 16),
    engine: engine as EngineName,
    policy: held.policy,
    rule,
    outcome: finding.verdict === 'error' ? 'error' : finding.excusedBy.length > 0 ? 'excepted' : 'fail',
    stage: held.stage === 'None' ? null : (held.stage.toLowerCase() as Stage),
    severity: finding.severity,
    message: finding.message,
    resource: { apiVersion, kind, namespace, name },
    fields: field === '' ? [] : [field],
    source: { file: mend.place?.file ?? '', line: mend.place?.line ?? 1, column: 1 },
    exception: finding.excusedBy.length > 0 ? finding.excusedBy.join(', ') : null,
  };
}

function rank(stage: RolloutStage): number {
  return order.indexOf(stage);
}

function isStage(stage: string): stage is RolloutStage {
  return order.includes(stage as RolloutStage);
}
