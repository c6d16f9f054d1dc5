import { describe, expect, test } from 'vitest';
import { clusterOf, resourceOf } from '../testing.ts';
import { loadCleanupPolicies } from './cleanup.ts';
import { planDeletions } from './plan-deletions.ts';
import { expiryOf } from './ttl.ts';

const now = new Date('2026-08-25T12:00:00Z');

function policy(spec: string, kind = 'ClusterCleanupPolicy', metadata = '{name: clean}'): string {
  return `apiVersion: kyverno.io/v2\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n  schedule: "*/10 * * * *"\n  ${spec.trim().replaceAll('\n', '\n  ')}\n`;
}

function object(kind: string, name: string, more = ''): string {
  return `apiVersion: ${kind === 'ReplicaSet' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop${more}}\nspec: {replicas: 0}\n`;
}

const pods = 'match: {any: [{resources: {kinds: [Pod]}}]}';

/** Names of what is deleted, with a problem behind them where there is one. */
function deleted(written: string, objects: readonly string[], cluster: readonly string[] = []): string[] {
  const { policies, problems } = loadCleanupPolicies([resourceOf(written)]);
  expect(problems).toEqual([]);
  return planDeletions(policies, objects.map(resourceOf), clusterOf(...objects, ...cluster)).map(
    ({ resource, at, problem }) =>
      `${resource.name} ${problem === '' ? (at?.toISOString() ?? 'never') : problem}`,
  );
}

describe('cleanup policies', () => {
  const first = '2026-08-25T12:10:00.000Z';

  test.each([
    ['by kind', pods, ['web', 'job']],
    ['by label', 'match: {any: [{resources: {kinds: [Pod], selector: {matchLabels: {app: job}}}}]}', ['job']],
    ['all must match', 'match: {all: [{resources: {kinds: [Pod]}}, {resources: {names: [w*]}}]}', ['web']],
    ['but what is excluded', `${pods}\nexclude: {any: [{resources: {names: [job]}}]}`, ['web']],
    [
      'and what conditions do not hold for',
      `${pods}\nconditions: {all: [{key: "{{ target.metadata.name }}", operator: Equals, value: job}]}`,
      ['job'],
    ],
    ['other kinds not', 'match: {any: [{resources: {kinds: [Secret]}}]}', []],
    [
      'images are known',
      `${pods}\nconditions: {any: [{key: "{{ length(values(images || \`{}\`)) }}", operator: Equals, value: 0}]}`,
      ['web', 'job'],
    ],
  ])('delete %s', (_, spec, names) => {
    const objects = [
      object('Pod', 'web', ', labels: {app: web}'),
      object('Pod', 'job', ', labels: {app: job}'),
    ];
    expect(deleted(policy(spec), objects)).toEqual(names.map((name) => `${name} ${first}`));
  });

  test('of their own namespace, when they have one', () => {
    const objects = [object('Pod', 'web')];
    expect(deleted(policy(pods, 'CleanupPolicy', '{name: clean, namespace: shop}'), objects)).toHaveLength(1);
    expect(deleted(policy(pods, 'CleanupPolicy', '{name: clean, namespace: other}'), objects)).toEqual([]);
  });

  test('by the labels of the namespace', () => {
    const spec =
      'match: {any: [{resources: {kinds: [Pod], namespaceSelector: {matchLabels: {stage: test}}}}]}';
    const namespace = (stage: string): string =>
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {stage: ${stage}}}\n`;
    expect(deleted(policy(spec), [object('Pod', 'web')], [namespace('test')])).toHaveLength(1);
    expect(deleted(policy(spec), [object('Pod', 'web')], [namespace('prod')])).toEqual([]);
  });

  test('as of the time they run', () => {
    const spec = `match: {any: [{resources: {kinds: [ReplicaSet]}}]}
conditions: {all: [{key: "{{ time_diff('{{ target.metadata.creationTimestamp }}', '{{ time_now_utc() }}') }}", operator: GreaterThan, value: 5m}]}`;
    const created = (time: string): string => object('ReplicaSet', 'old', `, creationTimestamp: "${time}"`);
    expect(deleted(policy(spec), [created('2026-08-25T12:04:00Z')])).toEqual([`old ${first}`]);
    expect(deleted(policy(spec), [created('2026-08-25T12:06:00Z')])).toEqual([]);
  });

  test('and say so when it cannot be told', () => {
    const spec = `${pods}\nconditions: {all: [{key: "{{ target.nothing }}", operator: Equals, value: a}]}`;
    expect(deleted(policy(spec), [object('Pod', 'web')])[0]).toContain('Unknown key "nothing"');
  });

  test('what is looked up may stand among the objects', () => {
    const spec = `${pods}
context: [{name: count, apiCall: {urlPath: /api/v1/namespaces/shop/secrets, jmesPath: "items | length(@)"}}]
conditions: {all: [{key: "{{ count }}", operator: Equals, value: 1}]}`;
    expect(deleted(policy(spec), [object('Pod', 'web')])).toEqual([]);
    expect(deleted(policy(spec), [object('Pod', 'web'), object('Secret', 'key')])).toEqual([`web ${first}`]);
  });

  test('a schedule that nobody understands is refused', () => {
    const { policies, problems } = loadCleanupPolicies([
      resourceOf(policy(pods).replace('*/10 * * * *', 'often')),
    ]);
    expect(policies).toEqual([]);
    expect(problems[0]?.message).toContain('not in proper cron format');
  });
});

describe('cleanup.kyverno.io/ttl', () => {
  test.each([
    ['2h', '2026-08-25T14:00:00.000Z'],
    ['30s', '2026-08-25T12:00:30.000Z'],
    ['5d', '2026-08-30T12:00:00.000Z'],
    ['1w2days', '2026-09-03T12:00:00.000Z'],
    ['3hours', '2026-08-25T15:00:00.000Z'],
    ['2026-09-01', '2026-09-01T00:00:00.000Z'],
    ['2026-09-01T101112Z', '2026-09-01T10:11:12.000Z'],
  ])('%s', (ttl, time) => {
    const expiry = expiryOf({ metadata: { labels: { 'cleanup.kyverno.io/ttl': ttl } } }, now);
    expect(expiry).toEqual(new Date(time));
  });

  test.each(['', 'soon', '5', '2026-02-30', '2026-09-01T10:11:12Z', '2026-13-01'])('%j is no time', (ttl) =>
    expect(expiryOf({ metadata: { labels: { 'cleanup.kyverno.io/ttl': ttl } } }, now)).toContain(
      'expected a duration',
    ),
  );

  test('counts from the creation of an object, and not for one that is being deleted', () => {
    const labels = { 'cleanup.kyverno.io/ttl': '1h' };
    const created = { creationTimestamp: '2026-08-01T00:00:00Z', labels };
    expect(expiryOf({ metadata: created }, now)).toEqual(new Date('2026-08-01T01:00:00Z'));
    expect(expiryOf({ metadata: { ...created, deletionTimestamp: '2026-08-02T00:00:00Z' } }, now)).toBe(null);
    expect(expiryOf({ metadata: {} }, now)).toBe(null);
  });
});
