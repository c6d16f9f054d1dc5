import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynType, kubernetesEnvironment, readJson, type Value } from '../../../src/language/cel/index.ts';
import type { Tally } from '../harness.ts';
import { tagged } from './tagged.ts';

interface Row {
  readonly name: string;
  readonly expr: string;
  readonly vars?: Readonly<Record<string, Value>>;
  readonly type?: string;
  readonly compileErrors?: readonly string[];
  readonly value?: unknown;
  readonly error?: string;
  readonly cost?: number;
}

const FILES = [
  ['expressions', 1609],
  ['spec-expressions', 1146],
  ['upstream-test-expressions', 222],
] as const;

const VALUES = 'kubernetes 1.36: value or error text, and type';
const COSTS = 'kubernetes 1.36: cost';
const REFUSED = 'kubernetes 1.36: refused';
const TEXTS = 'kubernetes 1.36: text of the refusal';

/** The share of each group that must pass. */
const SHARES: readonly (readonly [string, number])[] = [
  [VALUES, 0.99],
  [COSTS, 0.98],
  [REFUSED, 1],
  [TEXTS, 0.95],
];

const variables = { object: dynType, oldObject: dynType, params: dynType, x: dynType, y: dynType };
const environment = kubernetesEnvironment({ version: '1.36', variables });

export function runKubernetes(corpora: string, tally: Tally): void {
  for (const [file, count] of FILES) {
    const lines = readFileSync(join(corpora, 'cel', 'kubernetes', `${file}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    tally.count(`cel/kubernetes/${file}.jsonl`, count, lines.length);
    lines.forEach((line, i) => {
      // The reader keeps 1.0 apart from 1; everything else in a row is plain JSON.
      judge(readJson(line) as unknown as Row, `${file}:${i + 1}`, tally);
    });
  }
  for (const [group, share] of SHARES) requireShare(tally, group, share);
}

export function requireShare(tally: Tally, group: string, share: number): void {
  const counts = tally.groups.get(group);
  const cases = counts ? counts.passed + counts.failed : 0;
  if (!counts || cases === 0) tally.fatal(`${group}: no case`);
  else if (counts.passed / cases < share)
    tally.fatal(`${group}: ${counts.passed} of ${cases}, wanted ${share * 100} %`);
}

function judge(row: Row, id: string, tally: Tally): void {
  const compiled = environment.compile(row.expr);
  if (row.compileErrors) {
    judgeRefusal(row, row.compileErrors, id, tally, compiled);
    return;
  }
  if (!compiled.ok) {
    tally.check(VALUES, `value/${id}`, `${row.expr}: refused: ${compiled.text}`);
    tally.check(COSTS, `cost/${id}`, 'refused');
    return;
  }
  const result = compiled.program.evaluate(row.vars ?? {});
  const found = result.ok ? { value: tagged(result.value) } : { error: result.error };
  const wanted = 'error' in row ? { error: row.error } : { value: sortMaps(row.value) };
  const type = compiled.type.toString();
  tally.check(VALUES, `value/${id}`, differs(row.expr, { type: row.type, ...wanted }, { type, ...found }));
  tally.check(COSTS, `cost/${id}`, differs(row.expr, row.cost, result.cost));
}

function judgeRefusal(
  row: Row,
  errors: readonly string[],
  id: string,
  tally: Tally,
  compiled: ReturnType<typeof environment.compile>,
): void {
  tally.check(REFUSED, `refused/${id}`, compiled.ok ? `${row.expr}: accepted, expected ${errors[0]}` : null);
  if (compiled.ok) return;
  const found = compiled.program
    ? compiled.issues.map((issue) => `program: ${issue.message}`)
    : compiled.issues.map((issue) => `${issue.line}:${issue.column}: ${issue.message}`);
  tally.check(TEXTS, `text/${id}`, differs(row.expr, errors.map(toComparable), found.map(toComparable)));
}

/** What ANTLR says after `Syntax error:` is its own. */
function toComparable(message: string): string {
  return message.replace(/Syntax error:[^]*/, 'Syntax error:');
}

function differs(expr: string, wanted: unknown, found: unknown): string | null {
  const expected = JSON.stringify(wanted);
  const actual = JSON.stringify(found);
  return expected === actual ? null : `${expr}: expected ${expected}, found ${actual}`;
}

/** The corpus sorts maps by Go's order of keys, we by theirs as text. */
function sortMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMaps);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, held]) => [key, sortMaps(held)]));
  if (!Array.isArray(copy.map)) return copy;
  const pairs = copy.map as [unknown, unknown][];
  return { map: pairs.toSorted((a, b) => (JSON.stringify(a[0]) < JSON.stringify(b[0]) ? -1 : 1)) };
}
