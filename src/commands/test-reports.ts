import { relative } from 'node:path';
import { xml } from '../report/junit.ts';
import type { Sink } from '../report/report.ts';
import { count, oneLine } from '../report/terminal/layout.ts';
import { type Paint, paint } from '../report/terminal/paint.ts';
import type { RuleName } from '../scan/kyverno-suite/coverage.ts';
import type { Row } from '../scan/kyverno-suite/row.ts';
import type { SuiteOutcome, SuitesResult } from '../scan/kyverno-suite/run-suites.ts';

export interface TestReportContext {
  readonly allowUnevaluated: boolean;
  /** Rows that pass too. */
  readonly all: boolean;
  /** What files are named from. */
  readonly cwd: string;
  readonly colour: boolean;
}

export type TestReport = (out: Sink, result: SuitesResult, context: TestReportContext) => void;

/** Every output of `test`. */
export const testReports: Readonly<Record<string, TestReport>> = { table, json, junit };

function nameOf(file: string, { cwd }: TestReportContext): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

function fails({ outcome }: Row, { allowUnevaluated }: TestReportContext): boolean {
  return outcome === 'fail' || (outcome === 'unevaluated' && !allowUnevaluated);
}

interface Totals {
  readonly suites: number;
  readonly broken: number;
  readonly passed: number;
  readonly failed: number;
  readonly unevaluated: number;
}

function totalsOf({ suites }: SuitesResult): Totals {
  const rows = suites.flatMap((suite) => suite.rows);
  const of = (outcome: Row['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  return {
    suites: suites.length,
    broken: suites.filter(({ problem }) => problem !== null).length,
    passed: of('pass'),
    failed: of('fail'),
    unevaluated: of('unevaluated'),
  };
}

function table(out: Sink, result: SuitesResult, context: TestReportContext): void {
  const style = paint(context.colour);
  for (const suite of result.suites) out.write(suiteText(suite, context, style));
  out.write(`${summary(totalsOf(result), context, style)}\n`);
  out.write(coverageText(result, context, style));
}

function suiteText(suite: SuiteOutcome, context: TestReportContext, style: Paint): string {
  const rows = suite.rows.filter((row) => context.all || fails(row, context));
  if (rows.length === 0 && suite.problem === null) return '';
  const head = `${style.bold(oneLine(suite.name) || '(no name)')}  ${style.dim(nameOf(suite.file, context))}\n`;
  const problem = suite.problem === null ? '' : `  ${style.bad('broken')}  ${oneLine(suite.problem)}\n`;
  return `${head}${problem}${rows.map((row) => rowText(row, context, style)).join('')}\n`;
}

function rowText(row: Row, context: TestReportContext, style: Paint): string {
  const mark =
    row.outcome === 'pass'
      ? style.good('pass')
      : fails(row, context)
        ? style.bad('FAIL')
        : style.warn('----');
  const rule = row.rule === '' ? row.policy : `${row.policy}/${row.rule}`;
  const why = row.outcome === 'unevaluated' ? notEvaluated(row) : `${row.reason}: ${row.message}`;
  const text = row.outcome === 'pass' ? '' : `\n        ${oneLine(why)}`;
  return `  ${mark}  ${oneLine(rule)}  ${oneLine(row.resource)}${text}\n`;
}

function notEvaluated({ expected, reason, message }: Row): string {
  const why = reason === 'Excluded' ? 'no rule says anything of it' : `${reason}: ${message}`;
  return `want ${expected}, but it was not evaluated: ${why}`;
}

function summary(totals: Totals, context: TestReportContext, style: Paint): string {
  const { suites, broken, passed, failed, unevaluated } = totals;
  const parts = [
    `${count(suites, 'suite')}: ${count(passed, 'row')} passed`,
    failed > 0 ? style.bad(`${failed} failed`) : '0 failed',
  ];
  if (unevaluated > 0) {
    const text = `${unevaluated} not evaluated`;
    parts.push(context.allowUnevaluated ? style.warn(text) : style.bad(text));
  }
  if (broken > 0) parts.push(style.bad(`${count(broken, 'suite')} could not be run`));
  return parts.join(', ');
}

const shownRules = 10;

function coverageText({ coverage }: SuitesResult, context: TestReportContext, style: Paint): string {
  const { total, missing } = coverage;
  if (total === 0) return '';
  const exercised = `${(total - missing.length).toLocaleString('en')} of ${count(total, 'rule')} exercised`;
  if (missing.length === 0) return `${exercised}\n`;
  const shown = context.all ? missing : missing.slice(0, shownRules);
  const lines = shown.map((rule) => `  ${oneLine(ruleText(rule))}  ${style.dim(nameOf(rule.file, context))}`);
  const more = missing.length - shown.length;
  if (more > 0) lines.push(style.dim(`  and ${more} more (--all shows them)`));
  return `${exercised}; no row exercises:\n${lines.join('\n')}\n`;
}

function ruleText({ policy, rule }: RuleName): string {
  return rule === '' ? policy : `${policy}/${rule}`;
}

function json(out: Sink, result: SuitesResult, context: TestReportContext): void {
  const { coverage, suites } = result;
  const report = {
    totals: totalsOf(result),
    coverage: {
      rules: coverage.total,
      exercised: coverage.total - coverage.missing.length,
      missing: coverage.missing.map((rule) => ({ ...rule, file: nameOf(rule.file, context) })),
    },
    suites: suites.map(({ file, name, problem, rows }) => ({
      file: nameOf(file, context),
      name,
      problem,
      rows,
    })),
  };
  out.write(`${JSON.stringify(report, null, 2)}\n`);
}

/** A suite of tests a suite, a case a row; what was not evaluated is a failure, or skipped when that is allowed. */
function junit(out: Sink, { suites }: SuitesResult, context: TestReportContext): void {
  out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="portcullis test">\n');
  for (const suite of suites) out.write(suiteXml(suite, context));
  out.write('</testsuites>\n');
}

function suiteXml({ file, name, rows, problem }: SuiteOutcome, context: TestReportContext): string {
  const failures = rows.filter((row) => fails(row, context)).length;
  const skipped = rows.filter(({ outcome }) => outcome === 'unevaluated').length;
  const errors = problem === null ? 0 : 1;
  const allowed = context.allowUnevaluated ? skipped : 0;
  const cases = rows.map((row) => caseXml(row, context));
  if (problem !== null)
    cases.push(
      `    <testcase classname="${xml(name)}" name="suite"><error message="${xml(problem)}"/></testcase>`,
    );
  const counts = `tests="${rows.length + errors}" failures="${failures}" errors="${errors}" skipped="${allowed}"`;
  const open = `  <testsuite name="${xml(name)}" file="${xml(nameOf(file, context))}" ${counts}>`;
  return `${[open, ...cases, '  </testsuite>'].join('\n')}\n`;
}

function caseXml(row: Row, context: TestReportContext): string {
  const rule = row.rule === '' ? row.policy : `${row.policy}/${row.rule}`;
  const open = `    <testcase classname="${xml(rule)}" name="${xml(row.resource)}"`;
  if (row.outcome === 'pass') return `${open}/>`;
  const text = row.outcome === 'unevaluated' ? notEvaluated(row) : `${row.reason}: ${row.message}`;
  if (!fails(row, context)) return `${open}><skipped message="${xml(text)}"/></testcase>`;
  return `${open}><failure message="${xml(text)}" type="${xml(row.reason)}"/></testcase>`;
}
