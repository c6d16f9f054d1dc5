import type { JsonObject } from '../../kube/json.ts';
import { lintRules } from './lint.ts';

/** Something wrong with a contract, with its place: a finding of a rule, or why the contract cannot be used. */
export interface PlacedFinding {
  readonly rule: string | undefined;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** SARIF 2.1.0 for code scanning: one run, the twenty rules, a result for each finding. */
export function lintSarif(findings: readonly PlacedFinding[], version: string): JsonObject {
  const index = new Map(lintRules.map(({ id }, place) => [id, place]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portcullis contracts',
            semanticVersion: /^\d+\.\d+\.\d+/.test(version) ? version : '0.0.0',
            rules: lintRules.map(({ id, title, severity }) => ({
              id,
              shortDescription: { text: title },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ rule = 'EXC000', severity, message, file, line, column }) => ({
          ruleId: rule,
          ...(index.has(rule) ? { ruleIndex: index.get(rule) ?? 0 } : {}),
          level: severity,
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file.split(/[\\/]/).map(encodeURIComponent).join('/') },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
}
