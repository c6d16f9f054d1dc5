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
  /** Whether to say what to do about each. */
  readonly mend: boolean;
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
  const found = new Map<string, OpenFinding>();
  const workloads = new Map<number, Workload>();
  for (const row of rows) {
    if (!isPlanned(sources.plans, row)) continue;
    const workload = workloads.get(row.subject_id) ?? workloadOf(sources, namespace, row);
    workloads.set(row.subject_id, workload);
    const { subject, body } = workload;
    const excused = row.verdict === 'error' ? [] : excusedBy(sources, namespace, row, subject, body);
    const own = row.engine === 'PodSecurity' ? '' : row.policy;
    const key = [subject, row.engine, own, row.rule, row.field].join('\n');
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? findingOf(namespace, row, workload, excused)
        : {
            ...known,
            policies: [...known.policies, row.policy],
            since: Math.min(known.since, row.first_seen),
            // A contract for the laxer level says nothing of the stricter one.
            excusedBy: known.excusedBy.filter((name) => excused.includes(name)),
          },
    );
  }
  return withoutEchoes([...found.values()]);
}

interface Workload {
  readonly subject: string;
  readonly body: JsonObject;
  readonly mender: Mender | undefined;
}

function workloadOf(
  { mend, manifestOf, podKinds }: FindingSources,
  namespace: NamespaceRow,
  row: Row,
): Workload {
  const { kind, name } = row;
  const body = row.body === null ? {} : specObject(row.body, { namespace: namespace.name, name });
  return {
    subject: subjectText(row),
    body,
    mender: mend ? new Mender(body, manifestOf(namespace.name, kind, name), podKinds) : undefined,
  };
}

function findingOf(
  namespace: NamespaceRow,
  row: Row,
  { subject, body, mender }: Workload,
  excused: readonly string[],
): OpenFinding {
  const check = row.engine === 'PodSecurity' ? checkById(row.rule) : undefined;
  return {
    namespace: namespace.name,
    subject,
    apiVersion: typeof body.apiVersion === 'string' ? body.apiVersion : row.api_group,
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
    mend: mender?.mend(row.engine, row.policy, row.rule, row.field) ?? nothingToSay,
  };
}

const nothingToSay: OpenFinding['mend'] = { kind: 'decide', text: '', place: null, mended: false };

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
