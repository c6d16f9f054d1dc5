import type { YamlError } from '../../../yaml/yaml-error.ts';

/**
 * The words of go-yaml v2 for what is wrong with a text, which Kubernetes passes on, for the mistakes that people make.
 * What is not in the table keeps our words.
 */
export function goYamlMessage(text: string, { message, offset }: YamlError): string {
  for (const { ours, theirs, by, at } of table) {
    const match = ours.exec(message);
    if (match === null) continue;
    const words = theirs.replace('$1', match[1] ?? '').replace('$2', match[2] ?? '');
    return `yaml: ${by === undefined ? '' : lineText(text, offset, by, at)}${words}`;
  }
  return `yaml: ${message}`;
}

interface Wording {
  readonly ours: RegExp;
  readonly theirs: string;
  /** What noticed it; without it no line is named. The scanner counts lines from 1, the parser from 0. */
  readonly by?: 'scanner' | 'parser';
  /** Where the line is taken: from the error's offset when nothing is said. */
  readonly at?: 'end' | 'nextLine';
}

const table: readonly Wording[] = [
  { ours: /^expected a value, found/, theirs: 'did not find expected node content', by: 'parser' },
  {
    ours: /^found ": " where no value may begin/,
    theirs: 'mapping values are not allowed in this context',
    by: 'scanner',
  },
  { ours: /^expected "," or "([\]}])"/, theirs: "did not find expected ',' or '$1'", by: 'parser' },
  { ours: /^expected a closing quote/, theirs: 'found unexpected end of stream', by: 'scanner', at: 'end' },
  {
    ours: /^expected ":" after the key/,
    theirs: "could not find expected ':'",
    by: 'scanner',
    at: 'nextLine',
  },
  { ours: /^expected a key/, theirs: 'did not find expected key', by: 'parser' },
  { ours: /^found the unknown escape/, theirs: 'found unknown escape character', by: 'scanner' },
  {
    ours: /^found .+, which nothing can begin with|^found a tab where spaces are expected/,
    theirs: 'found character that cannot start any token',
    by: 'scanner',
  },
  {
    ours: /^found a tab in the indentation of a text that/,
    theirs: 'found a tab character that violates indentation',
    by: 'scanner',
  },
  {
    ours: /^expected a name of letters/,
    theirs: 'did not find expected alphabetic or numeric character',
    by: 'scanner',
  },
  { ours: /^expected an anchor &(\S*) before/, theirs: "unknown anchor '$1' referenced" },
  {
    ours: /^expected a value that the tag (!!\w+) allows, found "(.*)"$/s,
    theirs: 'cannot decode !!str `$2` as a $1',
  },
  { ours: /^expected YAML 1\.1/, theirs: 'found incompatible YAML document' },
];

/** The parser meets the end of a text on a line of its own; the scanner does not. */
function lineText(text: string, offset: number, by: 'scanner' | 'parser', at: Wording['at']): string {
  const place = at === 'end' ? text.length : offset;
  let line = text.slice(0, place).split('\n').length - 1;
  if (at === 'nextLine') line++;
  if (by === 'parser' && place >= text.length && !text.endsWith('\n')) line++;
  if (line === 0) return '';
  return `line ${by === 'scanner' ? line + 1 : line}: `;
}
