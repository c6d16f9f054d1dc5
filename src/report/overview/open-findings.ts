import { checkById } from '../../engine/pod-security/index.ts';
import type { EvidenceStore } from '../../evidence/open-store.ts';
import { chunks } from '../../evidence/rows.ts';
import { type SourceName, sourceBit } from '../../evidence/source-bit.ts';
import { specObject } from '../../evidence/spec-body.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { PodKinds } from '../../kube/pod-template.ts';
import type { RolloutPlan } from '../../rollout/rollout-plan.ts';
import { subjectText } from '../../rollout/subject-text.ts';
import { type Excusing, excusedBy } from './excused-by.ts';
import { type ManifestOf, Mender } from './how-to-mend.ts';
import type { OpenFinding } from './overview.ts';

export interface FindingSources extends Excusing {
  readonly store: EvidenceStore;
  readonly namespaces: readonly NamespaceRow[];
  /** Only findings of their policies; all when there are none. */
  readonly plans: readonly RolloutPlan[];
  readonly manifestOf: ManifestOf;
  readonly podKinds?: PodKinds;
}

/** Findings that are open, namespace by namespace; one of several policies that say the same counts once. */
export async function* openFindings(sources: FindingSources): AsyncGenerator<readonly OpenFinding[]> {
  for (const some of chunks(sources.namespaces, 50)) {
    const rows = await openRows(sources, some);
    for (const namespace of some) {
      const own = rows.filter((row) => row.namespace_id === namespace.id);
      if (own.length > 0) yield findingsOf(sources, namespace, own);
    }
  }
}

type Row = Awaited<ReturnType<typeof openRows>>[number];

async function openRows({ store, plans }: FindingSources, namespaces: readonly NamespaceRow[]) {
  let query = store.db
    .selectFrom('finding')
    .innerJoin('subject', 'subject.id', 'finding.subject_id')
    .innerJoin('check', 'check.id', 'finding.check_id')
    .innerJoin('message', 'message.id', 'finding.message_id')
    .leftJoin('spec', 'spec.hash', 'subject.spec_hash')
    .select([
      'namespace_id',
      'subject_id',
      'api_group',
      'kind',
      'name',
      'body',
      'engine',
      'policy',
      'rule',
      'field',
      'verdict',
      'finding.sources',
      'text',
      'finding.first_seen',
      'reopened',
    ])
    .where(
      'namespace_id',
      'in',
      namespaces.map((row) => row.id),
    )
    .where('closed_at', 'is', null)
    .where('gone_at', 'is', null);
  const names = [...new Set(plans.flatMap((plan) => plan.policies.map((policy) => policy.name)))];
  if (names.length > 0) query = query.where('policy', 'in', names);
  return query.orderBy('kind').orderBy('name').orderBy('rule').orderBy('field').orderBy('policy').execute();
}

function findingsOf(sources: FindingSources, namespace: NamespaceRow, rows: readonly Row[]): OpenFinding[] {
  const { plans, podKinds } = sources;
  const found = new Map<string, OpenFinding>();
  const menders = new Map<number, { readonly body: JsonObject; readonly mender: Mender }>();
  for (const row of rows) {
    if (!isPlanned(plans, row)) continue;
    const subject = subjectText(row);
    const key = [
      subject,
      row.engine,
      row.engine === 'PodSecurity' ? '' : row.policy,
      row.rule,
      row.field,
    ].join('\n');
    const known = found.get(key);
    let one = menders.get(row.subject_id);
    if (one === undefined) {
      const body =
        row.body === null ? {} : specObject(row.body, { namespace: namespace.name, name: row.name });
      const manifest = sources.manifestOf(namespace.name, row.kind, row.name);
      one = { body, mender: new Mender(body, manifest, podKinds) };
      menders.set(row.subject_id, one);
    }
    const excused = row.verdict === 'error' ? [] : excusedBy(sources, namespace, row, subject, one.body);
    if (known !== undefined) {
      found.set(key, {
        ...known,
        policies: [...known.policies, row.policy],
        since: Math.min(known.since, row.first_seen),
        // A contract of a stricter level speaks of the laxer one too, but not the other way round.
        excusedBy: known.excusedBy.filter((name) => excused.includes(name)),
      });
      continue;
    }
    const check = row.engine === 'PodSecurity' ? checkById(row.rule) : undefined;
    found.set(key, {
      namespace: namespace.name,
      subject,
      apiVersion: typeof one.body.apiVersion === 'string' ? one.body.apiVersion : row.api_group,
      kind: row.kind,
      name: row.name,
      engine: row.engine,
      policies: [row.policy],
      rule: row.rule,
      title: check?.title ?? '',
      severity: check?.severity ?? null,
      verdict: row.verdict as 'fail' | 'error',
      field: row.field,
      message: row.text,
      since: row.first_seen,
      sources: sourceNames(row.sources),
      reopened: row.reopened,
      excusedBy: excused,
      mend: one.mender.mend(row.engine, row.policy, row.rule, row.field),
    });
  }
  return withoutEchoes([...found.values()]);
}

/**
 * What admission told of a pod without a field says again what a scan found in its workload: it counts as one more
 * source of that. Kyverno's rule for pods and the ones it derives for workloads are one rule.
 */
function withoutEchoes(findings: readonly OpenFinding[]): OpenFinding[] {
  const keyOf = ({ subject, engine, rule }: OpenFinding): string =>
    [subject, engine, rule.replace(/^autogen-(?:cronjob-)?/, '')].join('\n');
  const placed = new Set(findings.filter((one) => one.field !== '').map(keyOf));
  const echoes = Map.groupBy(
    findings.filter((one) => one.field === '' && placed.has(keyOf(one))),
    keyOf,
  );
  return findings.flatMap((one) => {
    const echo = echoes.get(keyOf(one));
    if (echo === undefined) return [one];
    if (one.field === '') return [];
    return [{ ...one, sources: [...new Set([...one.sources, ...echo.flatMap((other) => other.sources)])] }];
  });
}

function isPlanned(plans: readonly RolloutPlan[], { engine, policy, rule }: Row): boolean {
  if (plans.length === 0) return true;
  return plans.some((plan) =>
    plan.policies.some(
      (one) => one.engine === engine && one.name === policy && (one.rules?.includes(rule) ?? true),
    ),
  );
}

export function sourceNames(bits: number): string[] {
  return (Object.keys(sourceBit) as SourceName[]).filter((name) => (bits & sourceBit[name]) !== 0);
}
