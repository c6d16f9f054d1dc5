/** The label that the API server sets on every Namespace, to the namespace's own name. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

const name = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/**
 * What is wrong with a label key, null when it is right. The rules and words are apimachinery v0.36.3's
 * (pkg/api/validate/content).
 */
export function labelKeyProblem(key: string): string | null {
  const parts = key.split('/');
  const problems: string[] = [];
  if (parts.length > 2) {
    return `a valid label key ${mustConsist} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${nameFormat}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  }
  const [prefix, last] = parts.length === 2 ? [parts[0], parts[1] ?? ''] : [undefined, key];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    if (prefix.length > 253) problems.push('prefix part must be no more than 253 bytes');
    if (!isDnsSubdomain(prefix)) {
      problems.push(
        `prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainFormat}')`,
      );
    }
  }
  if (last === '') problems.push('name part must be non-empty');
  else if (last.length > 63) problems.push('name part must be no more than 63 bytes');
  if (!name.test(last)) {
    problems.push(
      `name part ${mustConsist} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${nameFormat}')`,
    );
  }
  return problems.length === 0 ? null : problems.join('; ');
}

/** What is wrong with a label value, null when it is right. */
export function labelValueProblem(value: string): string | null {
  const problems: string[] = [];
  if (value.length > 63) problems.push('must be no more than 63 bytes');
  if (value !== '' && !name.test(value)) {
    problems.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${nameFormat})?')`,
    );
  }
  return problems.length === 0 ? null : problems.join('; ');
}

/** Without its limit of 253 characters, which is a problem of its own. */
function isDnsSubdomain(text: string): boolean {
  return text.split('.').every((label) => dnsLabel.test(label));
}

const mustConsist =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const nameFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const subdomainFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
