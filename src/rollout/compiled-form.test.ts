import { afterEach, describe, expect, test } from 'vitest';
import { compilePodSecurity } from '../exception/compile/psa/compile.ts';
import type { ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { Bed, badPod, day, plainPod, rollout } from './bed.fixture.ts';
import { demote } from './by-hand.ts';
import { resourceOf } from './contract-cover.ts';
import { verify } from './verify.ts';

const opened: Bed[] = [];
afterEach(async () => {
  for (const bed of opened.splice(0)) await bed.close();
});

const contract: ExceptionContract = {
  apiVersion: 'portcullis.dev/v1alpha1',
  kind: 'ExceptionContract',
  metadata: { name: 'privileged-web', namespace: 'shop' },
  spec: {
    subjects: [{ kind: 'Deployment', name: 'web' }],
    policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['privileged'] }],
    owner: { team: 'web', contact: '#web' },
    reason: 'It loads a module of the kernel, and there is no other way to.',
    risk: { level: 'High', impact: 'It has the node.' },
    validFrom: '2026-01-01T00:00:00Z',
    expiresAt: '2026-12-01T00:00:00Z',
    exit: { kind: 'Permanent', plan: 're-attest yearly' },
  },
};
const standing: StandingContract = { contract, standing: { approved: true } };

type Level = Parameters<typeof compilePodSecurity>[2];
const baseline: Level = { level: 'baseline', version: 'v1.34' };

/** What `exception compile --to psa` writes, but for the Namespace. */
function compiled(level: Level = baseline, of: ExceptionContract = contract): Resource[] {
  return compilePodSecurity([{ contract: of, end: new Date('2026-12-01T00:00:00Z') }], 'shop', level)
    .objects.filter(({ kind }) => kind !== 'Namespace')
    .map(resourceOf);
}

async function atWarn(): Promise<Bed> {
  const bed = await Bed.open([rollout('baseline')]);
  opened.push(bed);
  bed.namespace('shop');
  bed.workload('shop', 'web', badPod);
  bed.workload('shop', 'other', plainPod);
  bed.more = { contracts: [standing] };
  await bed.scan();
  await bed.days(30, () => bed.next());
  return bed;
}

const held = [
  'Pod Security would refuse Deployment/web, which contract shop/privileged-web excuses: mend it, or put in force what portcullis exception compile --to psa writes',
];

/** The object of a kind, changed. */
function with_(
  kind: string,
  change: (spec: JsonObject) => JsonObject,
  objects: readonly Resource[] = compiled(),
): Resource[] {
  return objects.map((one) =>
    one.kind === kind
      ? { ...one, object: { ...one.object, spec: change(one.object.spec as JsonObject) } }
      : one,
  );
}

describe('an excused workload and a Pod Security level', () => {
  test.each<[string, Resource[]]>([
    ['nothing is compiled', []],
    ['the policy has no binding', compiled().filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')],
    [
      'the binding only audits',
      with_('ValidatingAdmissionPolicyBinding', (spec) => ({ ...spec, validationActions: ['Audit'] })),
    ],
    [
      'the binding is for another namespace',
      with_('ValidatingAdmissionPolicyBinding', (spec) => ({
        ...spec,
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } },
      })),
    ],
    ['the policy was weakened', with_('ValidatingAdmissionPolicy', (spec) => ({ ...spec, validations: [] }))],
    ['it was compiled for an older version', compiled({ level: 'baseline', version: 'v1.24' })],
    [
      'it was compiled from what the contract was before',
      compiled(baseline, {
        ...contract,
        spec: { ...contract.spec, subjects: [{ kind: 'Deployment', name: 'old' }] },
      }),
    ],
    [
      'what keeps others from passing for it is gone',
      compiled().filter(({ name }) => !name.endsWith('.guard')),
    ],
    [
      'somebody else’s policy bears the name',
      with_('ValidatingAdmissionPolicy', () => ({ validations: [{ expression: 'true' }] })),
    ],
  ])('the step to enforce is held: %s', async (_, others) => {
    const bed = await atWarn();
    bed.others = others;
    await bed.days(2, () => bed.next());
    const [status] = await bed.status();
    expect(status?.namespaces[0]).toMatchObject({
      stage: 'Warn',
      gate: 'Fail',
      blockers: held,
      next: 'portcullis exception compile --to psa --level baseline@v1.34',
    });
    expect(bed.labels('shop')).not.toHaveProperty('pod-security.kubernetes.io/enforce');
    expect(await verify(bed.store)).toMatchObject({ ok: true });
  });

  test('the compiled form in force enforces, and the label stays as it is', async () => {
    const bed = await atWarn();
    // An API server fills in defaults.
    bed.others = with_('ValidatingAdmissionPolicyBinding', ({ matchResources, ...spec }) => ({
      ...spec,
      matchResources: { ...(matchResources as JsonObject), matchPolicy: 'Equivalent', objectSelector: {} },
    }));
    await bed.days(1);
    const before = bed.labels('shop');
    const [report] = await bed.next();
    expect(report?.taken).toMatchObject([
      { step: { from: 'Warn', to: 'Enforce', patch: {} }, taken: { state: 'done' } },
    ]);
    expect(report?.taken[0]?.why).toContain(
      'portcullis-pod-security.shop holds the level for all but the excused; the label enforce stays as it is',
    );
    await bed.days(3, () => bed.next());
    expect(bed.labels('shop')).toEqual(before);
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    expect(await verify(bed.store)).toMatchObject({ ok: true });
  });

  test('warn and audit go on to the next level, enforce does not', async () => {
    const bed = await atWarn();
    bed.plans.push(
      ...(await Bed.open([
        rollout('restricted', {
          policies: [{ engine: 'PodSecurity', level: 'restricted', version: 'v1.34' }],
          after: ['baseline'],
        }),
      ]).then((other) => {
        opened.push(other);
        return other.plans;
      })),
    );
    bed.others = compiled();
    await bed.days(1);
    await bed.next();
    expect(bed.labels('shop')).toMatchObject({
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
    });
    expect(bed.labels('shop')).not.toHaveProperty('pod-security.kubernetes.io/enforce');
  });

  test('a form that is gone enforces nothing; one that is there is no label to take back', async () => {
    const bed = await atWarn();
    bed.others = compiled();
    await bed.days(2, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    const report = await demote(bed.options(), {
      rollout: 'baseline',
      namespaces: null,
      to: 'Warn',
      reason: 'wrong',
    });
    expect(report).toEqual({
      taken: [],
      unknown: [],
      held: [{ namespace: 'shop', policy: 'portcullis-pod-security.shop' }],
    });
    bed.others = [];
    bed.now += day;
    await bed.scan();
    expect(await bed.stages()).toEqual({ shop: 'Warn' });
  });
});
