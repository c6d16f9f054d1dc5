import { goQuote } from '../../../kube/go-quote.ts';
import { levelProblem, parseLevel } from '../level.ts';
import { type InvalidField, printInvalidField } from '../policy.ts';
import { parseVersion, versionProblem } from '../version.ts';
import type { ConfiguredDefaults, PodSecurityConfiguration } from './configuration.ts';

/** What the API server's validation says of a loaded configuration (admission/api/validation, v0.37.2), in its order. */
export function validateConfiguration({ defaults, exemptions }: PodSecurityConfiguration): readonly string[] {
  return [
    ...(['enforce', 'warn', 'audit'] as const).flatMap((mode) => modeProblems(defaults, mode)),
    ...listProblems('namespaces', exemptions.namespaces, labelProblems),
    ...listProblems('runtimeClasses', exemptions.runtimeClasses, subdomainProblems),
    ...listProblems('usernames', exemptions.usernames, (name) =>
      name === '' ? ['username must not be empty'] : [],
    ),
  ];
}

function modeProblems(defaults: ConfiguredDefaults, mode: 'enforce' | 'audit' | 'warn'): string[] {
  const found: InvalidField[] = [];
  const level = defaults[mode];
  const version = defaults[`${mode}-version`];
  if (parseLevel(level) === undefined)
    found.push({ field: `defaults.${mode}`, value: level, detail: levelProblem });
  if (parseVersion(version) === undefined) {
    found.push({ field: `defaults.${mode}-version`, value: version, detail: versionProblem });
  }
  return found.map(printInvalidField);
}

/** A value that is invalid is not also reported as a duplicate. */
function listProblems(
  list: string,
  values: readonly string[] | null,
  problemsOf: (value: string) => readonly string[],
): string[] {
  const valid = new Set<string>();
  return (values ?? []).flatMap((value, index) => {
    const field = `exemptions.${list}[${index}]`;
    const problems = problemsOf(value);
    if (problems.length > 0) return [printInvalidField({ field, value, detail: problems.join(', ') })];
    if (valid.has(value)) return [`${field}: Duplicate value: ${goQuote(value)}`];
    valid.add(value);
    return [];
  });
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

/** apimachinery util/validation, IsDNS1123Label. */
function labelProblems(value: string): string[] {
  const problems = tooLong(value, 63);
  if (isLabel(value)) return problems;
  if (isSubdomain(value)) return [...problems, 'must not contain dots'];
  return [
    ...problems,
    `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  ];
}

/** apimachinery util/validation, IsDNS1123Subdomain. */
function subdomainProblems(value: string): string[] {
  const problems = tooLong(value, 253);
  if (isSubdomain(value)) return problems;
  return [
    ...problems,
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`,
  ];
}

function tooLong(value: string, bytes: number): string[] {
  return Buffer.byteLength(value) > bytes ? [`must be no more than ${bytes} characters`] : [];
}

function isLabel(value: string): boolean {
  return /^[-a-z0-9]+$/.test(value) && !value.startsWith('-') && !value.endsWith('-');
}

function isSubdomain(value: string): boolean {
  return value.split('.').every(isLabel);
}
