/**
 * Kubernetes' rules for names, with its words for what is wrong (apimachinery v0.36 pkg/util/validation and
 * pkg/api/validate/content). No problem is an empty list.
 */

/** Upstream's two packages of rules say the same limit in different words. */
type Unit = 'characters' | 'bytes';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;

const labelForm = new RegExp(`^${LABEL}$`);
const subdomainForm = new RegExp(`^${SUBDOMAIN}$`);
const label1035Form = new RegExp(`^${LABEL_1035}$`);
const qualifiedForm = new RegExp(`^${QUALIFIED}$`);
const labelValueForm = new RegExp(`^${LABEL_VALUE}$`);

function tooLong(text: string, most: number, unit: Unit): string[] {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} ${unit}`] : [];
}

function mustMatch(words: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${words} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

export function dnsLabel(text: string): string[] {
  const problems = tooLong(text, 63, 'characters');
  if (labelForm.test(text)) return problems;
  if (subdomainForm.test(text)) return [...problems, 'must not contain dots'];
  const words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, mustMatch(words, LABEL, 'my-name', '123-abc')];
}

export function dnsSubdomain(text: string, unit: Unit = 'characters'): string[] {
  const problems = tooLong(text, 253, unit);
  if (subdomainForm.test(text)) return problems;
  const words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, mustMatch(words, SUBDOMAIN, 'example.com')];
}

export function dnsLabel1035(text: string): string[] {
  const problems = tooLong(text, 63, 'characters');
  if (label1035Form.test(text)) return problems;
  const words =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, mustMatch(words, LABEL_1035, 'my-name', 'abc-123')];
}

const QUALIFIED_WORDS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export function qualifiedName(text: string): string[] {
  const parts = text.split('/');
  const mustBe = mustMatch(QUALIFIED_WORDS, QUALIFIED, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    return [
      `a valid label key ${mustBe} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) as string;
  const problems = parts.length === 2 ? prefixProblems(parts[0] as string) : [];
  if (name === '') problems.push('name part must be non-empty');
  else problems.push(...tooLong(name, 63, 'bytes').map((problem) => `name part ${problem}`));
  if (!qualifiedForm.test(name)) problems.push(`name part ${mustBe}`);
  return problems;
}

function prefixProblems(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return dnsSubdomain(prefix, 'bytes').map((problem) => `prefix part ${problem}`);
}

export function labelValue(text: string): string[] {
  const problems = tooLong(text, 63, 'bytes');
  if (labelValueForm.test(text)) return problems;
  const words = `a valid label must be an empty string or consist of ${QUALIFIED_WORDS.slice('must consist of '.length)}`;
  return [...problems, mustMatch(words, LABEL_VALUE, 'MyValue', 'my_value', '12345')];
}

/** A name that something is generated from may end in a dash. */
export function withoutTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}
