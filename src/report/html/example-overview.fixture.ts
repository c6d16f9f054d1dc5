/** A small overview made by hand, in which everything that the page can show is there once. */
import type { NamespaceStatus, RolloutStatus } from '../../rollout/status.ts';
import type { OpenFinding, Overview, StageSpan } from '../overview/overview.ts';

const day = 86_400_000;
export const exampleTime: number = Date.parse('2026-11-22T09:00:00Z');
const at = (days: number): number => exampleTime - days * day;

/** `words` stands for every name and text that comes from outside. */
export function exampleOverview(words: (text: string) => string = (text) => text): Overview {
  const stage = (name: string, own: Partial<NamespaceStatus>): NamespaceStatus => ({
    namespace: words(name),
    stage: 'Warn',
    since: new Date(at(20)).toISOString(),
    wave: words('prod'),
    gate: 'Pass',
    action: 'Hold',
    to: null,
    clean: { observed: 10 * day, window: 14 * day },
    coverage: { observed: 0, window: 0, covered: 3, workloads: 4 } as unknown as NamespaceStatus['coverage'],
    reasons: [],
    blockers: [],
    unknown: [],
    waiting: [],
    open: [],
    uncovered: [],
    restarts: { count: 0, by: [] },
    next: '',
    decision: `sha256:${'a'.repeat(64)}`,
    ...own,
  });
  const namespaces = [
    stage('shop', { stage: 'Enforce', reasons: ['enforced'], gate: 'None', clean: null, coverage: null }),
    stage('search', {
      gate: 'Fail',
      blockers: ['3 open violations without a contract'],
      open: [words('Deployment/indexer runAsNonRoot')],
      restarts: { count: 4, by: [words('Deployment/indexer')] },
      next: words('portcullis rollout grandfather baseline search'),
    }),
    stage('data', {
      gate: 'Inconclusive',
      unknown: ['1 of 4 workloads not judged'],
      uncovered: [words('CronJob/month-end')],
    }),
    stage('ads', { gate: 'Pass', action: 'Promote', to: 'Enforce', reasons: ['the gate passed'] }),
    stage('jobs', { stage: 'Audit', waiting: ['the window opens on Monday'] }),
    stage('edge', {
      stage: 'None',
      gate: 'None',
      action: 'Hold',
      waiting: ['another first'],
      clean: null,
      coverage: null,
    }),
    stage('legacy', {
      stage: 'Conflict',
      reasons: ['somebody else lowered the stage twice'],
      gate: 'None',
      clean: null,
      coverage: null,
    }),
    stage('media', {
      stage: 'Enforce',
      action: 'Demote',
      to: 'Warn',
      gate: 'None',
      reasons: ['3 refusals of what was judged clean'],
    }),
  ];
  const status: RolloutStatus = {
    rollout: words('baseline'),
    policies: [words('PodSecurity baseline@v1.34')],
    mode: 'Propose',
    suspended: false,
    problem: '',
    paused: '',
    unreadable: [],
    templatesOnly: true,
    window: { open: false, reason: words('year-end freeze'), opensAt: null },
    wave: { name: words('prod'), number: 2, of: 3 },
    counts: { None: 1, Audit: 1, Warn: 3, Enforce: 2, aside: 1 },
    namespaces,
  };
  const history: StageSpan[] = [
    { stage: 'Audit', from: at(60), to: at(50) },
    { stage: 'Warn', from: at(50), to: at(30) },
    { stage: 'Enforce', from: at(30), to: null },
  ];
  const days = Array.from({ length: 60 }, (_, index) => at(59 - index));
  return {
    at: exampleTime,
    scope: words('prod-1'),
    version: '0.1.0',
    since: at(60),
    evidence: {
      scans: 60,
      completeScans: 58,
      lastComplete: at(0.2),
      sources: [{ name: words('audit-log'), since: at(40), until: at(0.1) }],
      blind: [{ from: at(20), to: at(18) }],
    },
    rollouts: [{ status, policies: status.policies }],
    namespaces: namespaces.map((one, index) => ({
      name: one.namespace,
      owner: words('team-a'),
      firstSeen: at(60),
      workloads: 4,
      cells: [{ rollout: status.rollout, status: one, history }],
      open: index === 1 ? 2 : 0,
      excused: index === 1 ? 1 : 0,
    })),
    findings: [
      finding(words, {}),
      finding(words, { rule: words('hostPorts'), excusedBy: [words('search/indexer-ports')], reopened: 2 }),
      finding(words, {
        engine: 'Kyverno',
        policies: [words('require-labels')],
        rule: words('labels'),
        field: '',
        severity: null,
        verdict: 'error',
        mend: { kind: 'decide', text: '', place: null, mended: false },
      }),
    ],
    counts: {
      open: 2,
      excused: 1,
      workloads: 1,
      namespaces: 1,
      checks: [
        {
          engine: 'PodSecurity',
          rule: words('runAsNonRoot'),
          title: words('No root'),
          severity: 'medium',
          open: 1,
          excused: 0,
          safe: 1,
          workloads: 1,
          namespaces: 1,
        },
      ],
    },
    contracts: (['Overdue', 'Expiring', 'Active', 'Proposed', 'Expired', 'Removed'] as const).map(
      (state, index) => ({
        name: words(`search/contract-${index}`),
        state,
        subjects: words('Deployment/indexer'),
        policies: words('baseline hostPorts'),
        team: words('search'),
        contact: words('#search'),
        reason: words('The vendor opens a port of the node.'),
        risk: index === 0 ? 'High' : 'Low',
        impact: words('Reaches the node.'),
        ticket: words('SEC-1'),
        exit: words('Fix: next release'),
        quarantine: index === 2,
        from: at(70 - index),
        end: at(2 - 10 * index),
        honouredUntil: at(1 - 10 * index),
        inForce: { from: at(70 - index), to: at(1 - 10 * index) },
        debtSince: at(100 - 30 * index),
        covers: index === 1 ? 0 : 2,
      }),
    ),
    moves: [
      move(words, { kind: 'Demote', from: 'Enforce', to: 'Warn' }),
      ...Array.from({ length: 8 }, (_, index) => move(words, { namespace: words(`many-${index}`) })),
      move(words, { kind: 'ByHand', decision: '', actor: words('somebody else'), state: 'seen' }),
      move(words, { kind: 'Quarantine' }),
    ],
    olderMoves: 12,
    histories: [],
    trends: {
      days,
      enforced: [
        { rollout: status.rollout, share: days.map((_, index) => (index < 3 ? null : index / 120)) },
      ],
      exempt: days.map((_, index) => index / 600),
      violating: [
        { rollout: status.rollout, workloads: days.map((_, index) => (index === 30 ? null : 60 - index)) },
      ],
      debt: [
        { age: 'up to 30 days', count: days.map(() => 2) },
        { age: '31 to 90 days', count: days.map((_, index) => (index > 30 ? 1 : 0)) },
        { age: 'over 90 days', count: days.map(() => 0) },
      ],
      timeToEnforce: [{ rollout: status.rollout, namespace: words('shop'), at: at(30), took: 30 * day }],
      events: [{ at: at(25), text: words('baseline: pin raised') }],
      regressions: [{ at: at(10), kind: 'Demote', namespace: words('media') }],
    },
    proof: {
      ok: false,
      journal: { ok: false, from: 1, to: 99, head: 'b'.repeat(64), problem: 'entry 7 was changed' },
      decisions: 41,
      problems: [words('journal: entry 7 was changed')],
    },
  };
}

function finding(words: (text: string) => string, own: Partial<OpenFinding>): OpenFinding {
  return {
    namespace: words('search'),
    subject: words('Deployment/indexer'),
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: words('indexer'),
    engine: 'PodSecurity',
    policies: [words('baseline@v1.34')],
    rule: words('runAsNonRoot'),
    title: words('No root'),
    severity: 'medium',
    verdict: 'fail',
    field: words('spec.template.spec.securityContext.runAsNonRoot'),
    message: words('runAsNonRoot != true'),
    since: at(12),
    sources: ['template', 'admission'],
    reopened: 0,
    excusedBy: [],
    mend: {
      kind: 'safe',
      text: words('pod: securityContext.runAsNonRoot: true'),
      place: { file: words('k8s/indexer.yaml'), line: 31 },
      mended: true,
    },
    ...own,
  };
}

function move(
  words: (text: string) => string,
  own: Partial<Overview['moves'][number]>,
): Overview['moves'][number] {
  return {
    at: at(10),
    rollout: words('baseline'),
    namespace: words('media'),
    kind: 'Promote',
    from: 'Warn',
    to: 'Enforce',
    state: 'done',
    actor: words('bot'),
    decision: `sha256:${'c'.repeat(64)}`,
    ...own,
  };
}
