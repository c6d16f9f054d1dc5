import type { JsonObject } from '../kube/json.ts';
import type { LintFinding } from './finding.ts';
import { lintRules } from './rules.ts';

/** SARIF 2.1.0 for code scanning: one run, every rule, a result for each finding. */
export function lintSarif(findings: readonly LintFinding[], version: string): JsonObject {
  const ids = Object.keys(lintRules);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portcullis policies',
            semanticVersion: /^\d+\.\d+\.\d+/.test(version) ? version : '0.0.0',
            rules: ids.map((id) => ({ id, shortDescription: { text: lintRules[id] ?? '' } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, ids)),
      },
    ],
  };
}

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

function resultOf(
  { rule, severity, resource, path, message }: LintFinding,
  ids: readonly string[],
): JsonObject {
  const { origin, kind, name } = resource;
  const { line, column } = origin.locate?.(path) ?? origin.start;
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: levels[severity],
    message: { text: `${kind} ${name}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(origin.file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

function uriOf(file: string): string {
  return file === '-' ? 'stdin' : file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
