import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VerdictRecord } from '../record.ts';
import type { Problem, ScanResult } from '../scan/result.ts';
import type { RuleInfo } from '../scan/rule-info.ts';
import type { Report, ReportContext, Sink } from './report.ts';
import { policyRuleText, resourceText } from './report.ts';

/** SARIF 2.1.0: one run, a rule a check, a result a fail or error. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function sarif(out: Sink, context: ReportContext): Report {
  const rules = new Map<string, { index: number; rule: unknown }>();
  const results = new Map<string, SarifResult>();

  function ruleIndex(record: VerdictRecord): number {
    const id = ruleId(record);
    const known = rules.get(id);
    if (known) return known.index;
    rules.set(id, { index: rules.size, rule: ruleOf(id, record, context.rule(record)) });
    return rules.size - 1;
  }

  return {
    verdict(record: VerdictRecord): void {
      if (record.outcome === 'pass' || record.outcome === 'skip') return;
      const key = findingOf(record);
      const before = results.get(key);
      const result = resultOf(record, ruleIndex(record));
      // A baseline check fails restricted as well; code scanning would show one mistake twice.
      if (before === undefined) results.set(key, result);
      else if (strength[result.level] > strength[before.level])
        results.set(key, { ...result, partialFingerprints: before.partialFingerprints });
    },
    end(result: ScanResult): void {
      const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: 'Portcullis',
                semanticVersion: /^\d+\.\d+\.\d+/.test(context.version) ? context.version : '0.0.0',
                rules: [...rules.values()].map(({ rule }) => rule),
              },
            },
            columnKind: 'utf16CodeUnits',
            invocations: [
              {
                executionSuccessful: result.problems.length === 0,
                exitCode: result.gate.exitCode,
                toolExecutionNotifications: result.problems.map(notificationOf),
              },
            ],
            results: [...results.values()],
          },
        ],
      };
      out.write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

interface SarifResult {
  readonly level: keyof typeof strength;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const strength = { note: 1, warning: 2, error: 3 } as const;

/** What is wrong, at whatever level it was found. */
function findingOf(record: VerdictRecord): string {
  const { outcome, resource, fields, message, source } = record;
  return JSON.stringify([ruleId(record), outcome, resource, fields, message, source.file, source.line]);
}

function ruleId(record: VerdictRecord): string {
  return record.engine === 'PodSecurity' ? record.rule : policyRuleText(record);
}

function ruleOf(id: string, record: VerdictRecord, info: RuleInfo | undefined): unknown {
  const text = info?.title ?? `${record.policy}: ${record.rule}`;
  return {
    id,
    name: record.rule || record.policy,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: info?.help ?? text, ...(info && { markdown: helpOf(id, info) }) },
    properties: {
      tags: ['security', 'kubernetes', record.engine, ...(info?.tags ?? [])],
      'security-severity': scores[record.severity ?? info?.severity ?? 'medium'],
    },
  };
}

function helpOf(id: string, { title, help, fix }: RuleInfo): string {
  if (fix === undefined) return help;
  const shown = /^\w+:/.test(fix) ? `\`\`\`yaml\n${fix}\n\`\`\`` : `${fix}.`;
  return `${title}.\n\n${shown}\n\n\`portcullis explain ${id}\` and \`portcullis explain FILE:LINE\` say more.`;
}

/** GitHub's bands: critical over 9.0, high from 7.0, medium from 4.0. */
const scores = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '1.0' } as const;

function resultOf(record: VerdictRecord, ruleIndexOf: number): SarifResult {
  return {
    ruleId: ruleId(record),
    ruleIndex: ruleIndexOf,
    level: levelOf(record),
    message: { text: `${resourceText(record.resource)}: ${record.message} (${whereOf(record)})` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(record.source.file) }, region: regionOf(record) },
        logicalLocations: [
          {
            fullyQualifiedName: [resourceText(record.resource), ...record.fields.slice(0, 1)].join(' '),
            kind: 'object',
          },
        ],
      },
    ],
    partialFingerprints: { 'portcullisVerdict/v1': record.id },
    ...(record.outcome === 'excepted'
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: record.exception ?? '' }] }
      : {}),
    properties: { policy: record.policy, stage: record.stage, fields: record.fields },
  };
}

/** Whose rule it is, and how strictly it is held. */
function whereOf({ engine, policy, stage }: VerdictRecord): string {
  if (engine === 'Portcullis' && stage === null) return 'recommended';
  return stage === null ? `${policy}, not asked for yet` : `${policy}, at ${stage}`;
}

function levelOf({ outcome, stage }: VerdictRecord): 'error' | 'warning' | 'note' {
  if (outcome === 'error' || stage === 'enforce') return 'error';
  return stage === null ? 'note' : 'warning';
}

function regionOf({ source }: VerdictRecord): unknown {
  const { line, column, endLine, endColumn } = source;
  const region = { startLine: line, startColumn: column };
  return endLine === undefined ? region : { ...region, endLine, endColumn };
}

function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  const path = file.split(/[\\/]/).map((part) => encodeURIComponent(part));
  return file === '-' ? 'stdin' : path.join('/');
}

function notificationOf({ code, message, file, line, column }: Problem): unknown {
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    descriptor: { id: code },
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }],
  };
}
