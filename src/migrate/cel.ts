/**
 * Expressions of CEL as text, put together so that what is constant folds away. `binds` says how tightly the outermost
 * operator holds, which is where parentheses come from.
 */
export interface Cel {
  readonly text: string;
  readonly binds: Binding;
}

/** 0 conditional, 1 or, 2 and, 3 relation, 4 sum, 5 unary, 6 anything that needs no parentheses. */
export type Binding = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export function cel(text: string, binds: Binding = 6): Cel {
  return { text, binds };
}

export const yes: Cel = cel('true');
export const no: Cel = cel('false');

/** An error, whatever is asked. It has a type, and nothing that a compiler would work out ahead. */
export const error: Cel = cel('[true][1]');

export function constant(value: boolean): Cel {
  return value ? yes : no;
}

export function isConstant(one: Cel): boolean {
  return one.text === 'true' || one.text === 'false';
}

export function within(one: Cel, binding: Binding): string {
  return one.binds < binding ? `(${one.text})` : one.text;
}

export function and(...all: readonly Cel[]): Cel {
  return joined(all, yes, no, '&&', 2);
}

export function or(...all: readonly Cel[]): Cel {
  return joined(all, no, yes, '||', 1);
}

function joined(all: readonly Cel[], neutral: Cel, absorbing: Cel, operator: string, binding: Binding): Cel {
  const kept: Cel[] = [];
  for (const one of all) {
    if (one.text === absorbing.text) return absorbing;
    if (one.text !== neutral.text && !kept.some(({ text }) => text === one.text)) kept.push(one);
  }
  const [first] = kept;
  if (first === undefined) return neutral;
  if (kept.length === 1) return first;
  return cel(kept.map((one) => within(one, binding)).join(` ${operator} `), binding);
}

export function not(one: Cel): Cel {
  if (isConstant(one)) return constant(one.text === 'false');
  if (one.binds === 5 && one.text.startsWith('!')) {
    const inner = one.text.slice(1);
    return inner.startsWith('(') ? cel(inner) : cel(inner, 6);
  }
  return cel(`!${within(one, 6)}`, 5);
}

export function choose(condition: Cel, then: Cel, otherwise: Cel): Cel {
  if (condition.text === 'true' || then.text === otherwise.text) return then;
  if (condition.text === 'false') return otherwise;
  if (then.text === 'true' && otherwise.text === 'false') return condition;
  if (then.text === 'false' && otherwise.text === 'true') return not(condition);
  return cel(`${within(condition, 1)} ? ${within(then, 1)} : ${otherwise.text}`, 0);
}

export function relation(left: Cel, operator: string, right: Cel): Cel {
  return cel(`${within(left, 4)} ${operator} ${within(right, 4)}`, 3);
}

export function method(target: Cel, name: string, ...args: readonly Cel[]): Cel {
  return cel(`${within(target, 6)}.${name}(${args.map(({ text }) => text).join(', ')})`);
}

export function call(name: string, ...args: readonly Cel[]): Cel {
  return cel(`${name}(${args.map(({ text }) => text).join(', ')})`);
}

/** `all`, `exists` and their kin over the items of a list or the keys of a map. */
export function over(list: Cel, macro: 'all' | 'exists', name: string, body: Cel): Cel {
  if (macro === 'all' && body.text === 'true') return yes;
  if (macro === 'exists' && body.text === 'false') return no;
  return cel(`${within(list, 6)}.${macro}(${name}, ${body.text})`);
}

export function text(value: string): Cel {
  const escaped = value.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\\'\u0000-\u001f\u007f]/g,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return cel(`'${escaped}'`);
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that cannot stand behind a dot. */
const reserved = new Set(
  (
    'as break const continue else false for function if import in let loop package namespace null ' +
    'return true var void while'
  ).split(' '),
);

/** A key that can be written behind a dot. */
function isPlain(key: string): boolean {
  return identifier.test(key) && !reserved.has(key);
}

export function field(map: Cel, key: string): Cel {
  return cel(isPlain(key) ? `${within(map, 6)}.${key}` : `${within(map, 6)}[${text(key).text}]`);
}

export function has(map: Cel, key: string): Cel {
  return isPlain(key) ? cel(`has(${within(map, 6)}.${key})`) : cel(`${text(key).text} in ${map.text}`, 3);
}
