import { isObject } from '../../kube/json.ts';

/** A value as a CEL literal. The API server wants the items of a list to have one type, or none that is known. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${alike(value).join(', ')}]`;
  if (isObject(value)) {
    const values = alike(Object.values(value));
    return `{${Object.keys(value)
      .map((key, index) => `${text(key)}: ${values[index]}`)
      .join(', ')}}`;
  }
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value ?? null);
}

function alike(values: readonly unknown[]): string[] {
  const mixed = new Set(values.map((value) => (value === null ? 'null' : typeof value))).size > 1;
  const nested = values.some((value) => typeof value === 'object' && value !== null);
  return values.map((value) => (mixed || nested ? `dyn(${literal(value)})` : literal(value)));
}

/** Quoted as CEL and YAML alike can carry it: everything that is not plain ASCII is escaped. */
function text(value: string): string {
  const escaped = Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "'" || character === '\\') return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
  return `'${escaped.join('')}'`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** An RE2 pattern, anchored, for a text in which `*` stands for any characters. */
export function starPattern(pattern: string): string {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return `^(?s:${pieces.join('.*')})$`;
}

/** All of the conditions; nothing to ask is true. */
export function all(conditions: readonly string[]): string {
  const asked = conditions.filter((one) => one !== 'true');
  if (asked.includes('false')) return 'false';
  return joined(asked, ' && ', 'true');
}

/** Any of the conditions; nothing to offer is false. */
export function any(conditions: readonly string[]): string {
  const asked = [...new Set(conditions.filter((one) => one !== 'false'))];
  if (asked.includes('true')) return 'true';
  return joined(asked, ' || ', 'false');
}

function joined([first, ...rest]: readonly string[], operator: string, none: string): string {
  if (first === undefined) return none;
  return rest.length === 0 ? first : [first, ...rest].map(wrap).join(operator);
}

function wrap(condition: string): string {
  return / (?:&&|\|\||\?) /.test(condition) ? `(${condition})` : condition;
}
