/** What stands before the parentheses of a key: `(k)`, `<(k)`, `X(k)`, `+(k)`, `=(k)`, `^(k)`. */
export type AnchorType = 'condition' | 'global' | 'negation' | 'addIfNotPresent' | 'equality' | 'existence';

export interface Anchor {
  readonly type: AnchorType;
  readonly key: string;
}

/** The anchor a key of a pattern is, or null (kyverno v1.19 pkg/engine/anchor/anchor.go). */
export function parseAnchor(text: string): Anchor | null {
  if (!text.includes('(')) return null;
  const match = shape.exec(text.trim());
  if (match === null) return null;
  return { type: types[match[1] ?? ''] as AnchorType, key: match[2] as string };
}

/** The key of a pattern that is `anchor` on `key`. */
export function anchorText(type: AnchorType, key: string): string {
  return `${modifiers[type]}(${key})`;
}

const shape = /^([+<=X^])?\((.+)\)$/;

const types: Readonly<Record<string, AnchorType>> = {
  '': 'condition',
  '<': 'global',
  X: 'negation',
  '+': 'addIfNotPresent',
  '=': 'equality',
  '^': 'existence',
};

const modifiers: Readonly<Record<AnchorType, string>> = {
  condition: '',
  global: '<',
  negation: 'X',
  addIfNotPresent: '+',
  equality: '=',
  existence: '^',
};
