import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-bad-'));
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: app}]}\n';
  writeFileSync(join(folder, 'pod.yaml'), pod);
});
afterAll(() => rmSync(folder, { recursive: true }));

const match = 'match: {any: [{resources: {kinds: [Pod]}}]}';

function policy(spec: string, name = 'bad', apiVersion = 'kyverno.io/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ClusterPolicy\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

function rule(body: string, name = 'one'): string {
  return `{rules: [{name: ${name}, ${match}, ${body}}]}`;
}

const good = policy(rule('validate: {message: never, deny: {}}'), 'good');

const exception =
  'apiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: {name: bad, namespace: shop}\nspec: {exceptions: 5}\n';
const cleanup = `apiVersion: kyverno.io/v2\nkind: ClusterCleanupPolicy\nmetadata: {name: bad}\nspec: {schedule: soon, ${match}}\n`;

interface Report {
  readonly verdicts: readonly { readonly policy: string }[];
  readonly summary: {
    readonly problems: readonly {
      readonly code: string;
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    }[];
  };
}

async function scan(written: string): Promise<Report & { readonly exitCode: number | null }> {
  writeFileSync(join(folder, 'policies.yaml'), `${written}---\n${good}`);
  const args = ['scan', 'pod.yaml', '--policies', 'policies.yaml', '--no-smells', '-o', 'json'];
  const { stdout, exitCode } = await portcullis(args, { cwd: folder });
  return { ...(JSON.parse(stdout) as Report), exitCode };
}

describe('a policy that a cluster refuses is named with its place, and the others judge', () => {
  test.each([
    ['a text for a spec', policy('please'), 4, 1, 'must be of type object'],
    ['a list for a spec', policy('[1]'), 4, 1, 'must be of type object'],
    ['no spec', policy('null'), 4, 1, 'spec: Required value'],
    ['a text for rules', policy('{rules: all}'), 4, 8, 'must be of type array'],
    ['a number for a rule', policy('{rules: [1]}'), 4, 16, 'must be of type object'],
    [
      'a rule for nothing',
      policy('{rules: [{name: one, validate: {message: m}}]}'),
      4,
      16,
      'match: Required value',
    ],
    ['a rule that does nothing', policy(`{rules: [{name: one, ${match}}]}`), 4, 16, 'No operation defined'],
    [
      'two things at once',
      policy(rule('validate: {message: m, deny: {}}, mutate: {patchStrategicMerge: {a: b}}')),
      4,
      16,
      'Multiple operations',
    ],
    [
      'an unknown operator',
      policy(rule(`validate: {message: m, deny: {conditions: {all: [{key: a, operator: Like, value: b}]}}}`)),
      4,
      16,
      'value of `operator` is invalid',
    ],
    [
      'half an expression',
      policy(rule('validate: {message: "{{ a[ }}", deny: {}}')),
      4,
      16,
      'invalid JMESPath query a[',
    ],
    [
      'who asks, in the background',
      policy(rule('validate: {message: "{{ request.userInfo.username }}", deny: {}}')),
      4,
      1,
      'only select variables are allowed in background mode',
    ],
    [
      'an unknown action',
      policy('{validationFailureAction: maybe, rules: []}'),
      4,
      8,
      'Unsupported value: "maybe"',
    ],
    ['a long name', policy(rule('validate: {message: m, deny: {}}', 'x'.repeat(64))), 4, 17, 'Too long'],
    [
      'an unknown level',
      policy(rule('validate: {message: m, podSecurity: {level: huge}}')),
      4,
      110,
      'Unsupported value: "huge"',
    ],
    [
      'an unknown version',
      policy(rule('validate: {message: m, deny: {}}'), 'bad', 'kyverno.io/v7'),
      1,
      1,
      'no matches for kind',
    ],
    [
      'a name that is none',
      policy(rule('validate: {message: m, deny: {}}'), '7'),
      3,
      12,
      'ClusterPolicy: metadata.name: Invalid value: "integer"',
    ],
    ['an exception for nothing', exception, 4, 1, 'spec.exceptions in body must be of type array'],
    ['a cleanup without a time', cleanup, 4, 8, 'proper cron format'],
    [
      'half a document',
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {rules: [\n',
      4,
      1,
      'expected a value',
    ],
  ])('%s', async (_, written, line, column, message) => {
    const { exitCode, verdicts, summary } = await scan(written);
    expect(summary.problems).toHaveLength(1);
    expect(summary.problems[0]).toMatchObject({
      file: 'policies.yaml',
      message: expect.stringContaining(message),
    });
    expect([summary.problems[0]?.line, summary.problems[0]?.column]).toEqual([line, column]);
    expect(exitCode).toBe(3);
    expect(verdicts.some((verdict) => verdict.policy === 'good')).toBe(true);
  });

  test('without a name it has none to be called by', async () => {
    const { exitCode, summary } = await scan(good.replace('{name: good}', '{}'));
    expect(summary.problems[0]?.message).toContain('name or generateName is required');
    expect(exitCode).toBe(3);
  });
});
