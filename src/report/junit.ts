import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import { printable } from './printable.ts';
import { type Report, type ReportContext, resourceText, type Sink } from './report.ts';

/** JUnit XML: a suite a policy, a case a resource and rule. Verdicts that no stage asks for are skipped cases. */
export function junit(out: Sink, _context: ReportContext): Report {
  const suites = new Map<string, VerdictRecord[]>();
  return {
    verdict(record: VerdictRecord): void {
      const name = `${record.engine} ${record.policy}`;
      const suite = suites.get(name);
      if (suite) suite.push(record);
      else suites.set(name, [record]);
    },
    end(result: ScanResult): void {
      out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="portcullis">\n');
      for (const [name, records] of suites) out.write(suiteXml(name, records));
      if (result.problems.length > 0) out.write(problemsXml(result));
      out.write('</testsuites>\n');
    },
  };
}

function suiteXml(name: string, records: readonly VerdictRecord[]): string {
  const count = (test: (record: VerdictRecord) => boolean) => records.filter(test).length;
  const failures = count((r) => r.outcome === 'fail' && r.stage !== null);
  const errors = count((r) => r.outcome === 'error');
  const skipped = count((r) => skipReason(r) !== null);
  return [
    `  <testsuite name="${xml(name)}" tests="${records.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    ...records.map(caseXml),
    '  </testsuite>\n',
  ].join('\n');
}

function caseXml(record: VerdictRecord): string {
  const { file, line, column } = record.source;
  const open = `    <testcase classname="${xml(resourceText(record.resource))}" name="${xml(record.rule)}" file="${xml(file)}" line="${line}"`;
  const text = `${file}:${line}:${column}\n${record.fields.join('\n')}`;
  const reason = skipReason(record);
  if (reason !== null) return `${open}><skipped message="${xml(reason)}"/></testcase>`;
  switch (record.outcome) {
    case 'fail':
      return `${open}><failure message="${xml(record.message)}" type="${record.stage ?? ''}">${xml(text)}</failure></testcase>`;
    case 'error':
      return `${open}><error message="${xml(record.message)}">${xml(text)}</error></testcase>`;
    default:
      return `${open}/>`;
  }
}

function skipReason(record: VerdictRecord): string | null {
  if (record.outcome === 'skip') return record.message;
  if (record.outcome === 'excepted') return `excepted by ${record.exception}: ${record.message}`;
  if (record.outcome === 'fail' && record.stage === null) return `not asked for here yet: ${record.message}`;
  return null;
}

function problemsXml(result: ScanResult): string {
  const cases = result.problems.map(
    ({ file, line, code, message }) =>
      `    <testcase classname="input" name="${xml(`${file}${line === undefined ? '' : `:${line}`}`)}"><error message="${xml(message)}" type="${xml(code)}"/></testcase>`,
  );
  return `  <testsuite name="input" tests="${cases.length}" failures="0" errors="${cases.length}" skipped="0">\n${cases.join('\n')}\n  </testsuite>\n`;
}

/** Escapes, after taking out what XML 1.0 cannot hold at all. */
export function xml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
