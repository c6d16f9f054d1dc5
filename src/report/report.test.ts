import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { render, sampleRecords } from './example-scan.ts';
import { formats, parseOutput } from './formats.ts';
import { sarif } from './sarif.ts';

async function rendered(format: string, colour = false): Promise<string> {
  const load = formats[format];
  if (!load) throw new Error(`no format ${format}`);
  return render(await load(), { colour });
}

// `yaml` shows objects and no verdicts.
describe.each(Object.keys(formats).filter((format) => format !== 'yaml'))('%s', (format) => {
  test('names the failing resource and its place', async () => {
    const text = await rendered(format);
    expect(text).toMatch(/a\\?\|b/);
    expect(text).toMatch(/k8s\/a( |%20)b\.yaml/);
  });

  test('ends with a line break and holds no control character', async () => {
    const text = await rendered(format);
    expect(text.endsWith('\n')).toBe(true);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  });
});

describe('table', () => {
  test('fits the terminal', async () => {
    for (const line of (await rendered('table')).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('reads as a person wants it', async () => expect(await rendered('table')).toMatchSnapshot());

  test('colours only when asked', async () => {
    expect(await rendered('table', true)).toContain('\u001b[');
  });
});

test('sarif meets the schema', async () => {
  const file = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  // The file is of draft 4, whose `id` later drafts call `$id`; the rest of what it uses reads the same.
  delete schema.id;
  delete schema.$schema;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  validate(JSON.parse(await rendered('sarif')));
  expect(validate.errors).toBeNull();
});

test('sarif shows once what two levels ask for, as strictly as the stricter is held', () => {
  const [first] = sampleRecords;
  if (first === undefined) throw new Error('no sample');
  const records = [
    { ...first, stage: null },
    { ...first, id: '1', policy: 'restricted@v1.34', stage: 'warn' as const },
    { ...first, id: '2', fields: ['spec.other'] },
  ];
  const { results } = JSON.parse(render(sarif, {}, records)).runs[0];
  expect(results).toMatchObject([
    {
      level: 'warning',
      message: {
        text: 'Deployment payments/a|b: privileged (container "app" must not …) (restricted@v1.34, at warn)',
      },
      partialFingerprints: { 'portcullisVerdict/v1': first.id },
    },
    { level: 'error' },
  ]);
});

test('jsonl is one verdict a line and then a summary', async () => {
  const lines = (await rendered('jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, -1)).toEqual(sampleRecords);
  expect(lines.at(-1).summary.gate.exitCode).toBe(3);
});

test('json is one object with the same verdicts', async () => {
  expect(JSON.parse(await rendered('json')).verdicts).toEqual(sampleRecords);
});

test('github escapes what would end a command or a property', async () => {
  const [first, second, third, fourth] = (await rendered('github')).split('\n');
  expect(first).toMatch(/^::error file=k8s\/a b\.yaml,line=7,col=11,title=privileged \(baseline@latest\)::/);
  expect(second).toMatch(/^::warning .*%0Asecond line$/);
  expect(third).toMatch(/^::notice /);
  expect(fourth).toMatch(/100%25, a::b$/);
});

test('gitlab has a stable fingerprint each', async () => {
  const issues = JSON.parse(await rendered('gitlab')) as { fingerprint: string; severity: string }[];
  expect(issues.map(({ fingerprint }) => fingerprint)).toEqual(
    sampleRecords.filter(({ outcome }) => outcome === 'fail' || outcome === 'error').map(({ id }) => id),
  );
  expect(issues[0]?.severity).toBe('critical');
});

test('junit counts what it holds, and readiness is no failure', async () => {
  const text = await rendered('junit');
  expect(text).toContain('tests="7" failures="2" errors="1" skipped="3"');
  expect(text.match(/<failure /g)).toHaveLength(2);
  expect(text).toContain('hostPort &lt;80&gt; &amp; &quot;81&quot;&#10;second line');
});

test('openreports calls a fail only what is enforced', async () => {
  const { items } = JSON.parse(await rendered('openreports')) as {
    items: { summary: unknown; kind: string }[];
  };
  expect(items[0]?.kind).toBe('Report');
  expect(items[0]?.summary).toEqual({ pass: 0, fail: 1, warn: 2, error: 1, skip: 2 });
});

test.each([
  ['sarif', { format: 'sarif', file: null }],
  ['sarif=a=b.sarif', { format: 'sarif', file: 'a=b.sarif' }],
  ['xml', expect.stringContaining('FORMAT=FILE')],
  ['json=', expect.stringContaining('file name')],
  ['constructor', expect.stringContaining('FORMAT')],
])('--output %s', (text, expected) => expect(parseOutput(text)).toEqual(expected));
