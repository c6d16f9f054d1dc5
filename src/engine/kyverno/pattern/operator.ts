export type Operator = '' | '>=' | '<=' | '!' | '>' | '<' | '-' | '!-';

/** The operator a text begins with, or that stands between its two ends (kyverno v1.19 pkg/engine/operator). */
export function operatorOf(text: string): Operator {
  if (text.length < 2) return '';
  switch (text[0]) {
    case '>':
      return text[1] === '=' ? '>=' : '>';
    case '<':
      return text[1] === '=' ? '<=' : '<';
    case '!':
      return '!';
    default:
      break;
  }
  if (!text.includes('-')) return '';
  if (outside.test(text)) return '!-';
  return inside.test(text) ? '-' : '';
}

/** The two ends of a range. */
export function rangeEnds(text: string): readonly [string, string] | null {
  const match = outside.exec(text) ?? inside.exec(text);
  return match === null ? null : [match[1] as string, match[2] as string];
}

const end = '([-|+]?[0-9]+(?:\\.[0-9]+)?[A-Za-z]*)';
const inside = new RegExp(`^${end}-${end}$`);
const outside = new RegExp(`^${end}!-${end}$`);
