import { doubleValue, intValue, UintValue } from '../value/number.ts';
import type { Value } from '../value/value.ts';
import { type Expr, type MapEntry, operator, type StructField } from './ast.ts';
import { ExprFactory } from './factory.ts';
import { Issues } from './issue.ts';
import { type Token, tokenize } from './lexer.ts';
import { type Macro, MacroError, MacroHelper } from './macro.ts';
import { Source } from './source.ts';
import { unescapeLiteral } from './string-literal.ts';

export interface SyntaxOptions {
  readonly macros: ReadonlyMap<string, Macro>;
  /** `a.?b`, `a[?b]`, `[?a]`, `{?a: b}`. */
  readonly optionalSyntax: boolean;
  /** `` a.`b-c` ``. */
  readonly quotedSelectors: boolean;
}

export interface Parsed {
  readonly expr: Expr;
  readonly source: Source;
  readonly issues: Issues;
}

/** The key under which a macro is found: name, argument count (`*` for any) and style. */
export function macroKey(name: string, args: number, receiver: boolean): string {
  return `${name}:${args < 0 ? '*' : args}:${receiver}`;
}

const MAX_CODE_POINTS = 100_000;
const MAX_DEPTH = 250;

/** Parses `text` with the grammar, precedences, limits and ids of cel-go v0.26 (parser/gen/CEL.g4, parser/parser.go). */
export function parse(text: string, options: SyntaxOptions): Parsed {
  const source = new Source(text);
  const issues = new Issues(source);
  const size = source.codePoints.length;
  if (size > MAX_CODE_POINTS) {
    issues.report(-1, `expression code point size exceeds limit: size: ${size}, limit ${MAX_CODE_POINTS}`);
    return { expr: new ExprFactory().unspecified(-1), source, issues };
  }
  return { expr: new Parser(source, issues, options).start(), source, issues };
}

/** Unwinds the parser once nothing sensible can follow. */
class Stop extends Error {}

const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const RELATIONS = new Map<string, string>([
  ['<', operator.less],
  ['<=', operator.lessEquals],
  ['>', operator.greater],
  ['>=', operator.greaterEquals],
  ['==', operator.equals],
  ['!=', operator.notEquals],
  ['in', operator.in],
]);
const SUMS = new Map<string, string>([
  ['+', operator.add],
  ['-', operator.subtract],
]);
const PRODUCTS = new Map<string, string>([
  ['*', operator.multiply],
  ['/', operator.divide],
  ['%', operator.modulo],
]);

/** The grammar rules whose nesting upstream limits. */
type Rule = 'expr' | 'relation' | 'calc' | 'member';

class Parser {
  readonly #issues: Issues;
  readonly #options: SyntaxOptions;
  readonly #factory = new ExprFactory();
  readonly #tokens: readonly Token[];
  #at = 0;
  /** How deep each grammar rule is nested now. */
  readonly #depth: Record<Rule, number> = { expr: 0, relation: 0, calc: 0, member: 0 };
  /** All rules together: upstream's visitor counts them in one. */
  #nesting = 0;
  #tooNested = false;

  constructor(source: Source, issues: Issues, options: SyntaxOptions) {
    this.#issues = issues;
    this.#options = options;
    this.#tokens = tokenize(source, issues);
  }

  start(): Expr {
    try {
      const expr = this.#expr();
      if (this.#peek.kind !== 'end') this.#unexpected('<EOF>');
      if (this.#tooNested) this.#issues.report(-1, 'max recursion depth exceeded');
      return expr;
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return this.#factory.unspecified(-1);
    }
  }

  get #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  #is(symbol: string): boolean {
    return this.#peek.kind === 'symbol' && this.#peek.text === symbol;
  }

  #accept(symbol: string): Token | null {
    return this.#is(symbol) ? this.#next() : null;
  }

  #expect(symbol: string): Token {
    return this.#accept(symbol) ?? this.#unexpected(`'${symbol}'`);
  }

  #unexpected(expected: string): never {
    this.#issues.report(
      this.#peek.offset,
      `Syntax error: mismatched input '${this.#peek.text}' expecting ${expected}`,
    );
    throw new Stop();
  }

  #enter(rule: Rule, levels = 1): void {
    this.#depth[rule] += levels;
    if (this.#depth[rule] > MAX_DEPTH) {
      this.#issues.report(-1, `expression recursion limit exceeded: ${MAX_DEPTH}`);
      throw new Stop();
    }
  }

  #leave(rule: Rule, levels = 1): void {
    this.#depth[rule] -= levels;
  }

  #nest(levels: number): void {
    this.#nesting += levels;
    if (this.#nesting > MAX_DEPTH) this.#tooNested = true;
  }

  #expr(): Expr {
    this.#enter('expr');
    const condition = this.#or();
    const mark = this.#accept('?');
    if (!mark) {
      this.#leave('expr');
      return condition;
    }
    const id = this.#factory.nextId();
    this.#nest(1);
    const truthy = this.#or();
    this.#expect(':');
    const falsy = this.#expr();
    this.#nest(-1);
    this.#leave('expr');
    return {
      kind: 'call',
      id,
      offset: mark.offset,
      name: operator.conditional,
      target: null,
      args: [condition, truthy, falsy],
    };
  }

  #or(): Expr {
    return this.#logic('||', operator.or, () => this.#logic('&&', operator.and, () => this.#relation()));
  }

  /** A chain of `&&` or `||` becomes a balanced tree. */
  #logic(symbol: string, name: string, term: () => Expr): Expr {
    const terms = [term()];
    const ops: { id: number; offset: number }[] = [];
    for (let op = this.#accept(symbol); op; op = this.#accept(symbol)) {
      terms.push(term());
      ops.push({ id: this.#factory.nextId(), offset: op.offset });
    }
    return ops.length === 0 ? (terms[0] as Expr) : balance(name, terms, ops, 0, ops.length - 1);
  }

  #relation(): Expr {
    return this.#chain('relation', RELATIONS, () => this.#sum());
  }

  #sum(): Expr {
    return this.#chain('calc', SUMS, () => this.#chain('calc', PRODUCTS, () => this.#unary()));
  }

  /** A left-associative chain of operators of one precedence. */
  #chain(rule: 'relation' | 'calc', names: ReadonlyMap<string, string>, operand: () => Expr): Expr {
    let levels = 1;
    this.#enter(rule);
    let left = operand();
    for (let name = this.#operator(names); name; name = this.#operator(names)) {
      const op = this.#next();
      levels++;
      this.#enter(rule);
      this.#nest(1);
      const id = this.#factory.nextId();
      const right = operand();
      left = { kind: 'call', id, offset: op.offset, name, target: null, args: [left, right] };
    }
    this.#nest(1 - levels);
    this.#leave(rule, levels);
    return left;
  }

  #operator(names: ReadonlyMap<string, string>): string | undefined {
    return this.#peek.kind === 'symbol' ? names.get(this.#peek.text) : undefined;
  }

  #unary(): Expr {
    if (this.#is('!')) return this.#prefix('!', operator.not);
    if (this.#is('-') && !this.#negativeNumberNext()) return this.#prefix('-', operator.negate);
    return this.#member();
  }

  /** Each pair of the same prefix cancels out. */
  #prefix(symbol: string, name: string): Expr {
    const first = this.#next();
    let count = 1;
    while (this.#accept(symbol)) count++;
    if (count % 2 === 0) return this.#member();
    const id = this.#factory.nextId();
    return { kind: 'call', id, offset: first.offset, name, target: null, args: [this.#member()] };
  }

  #negativeNumberNext(): boolean {
    const kind = this.#tokens[this.#at + 1]?.kind;
    return kind === 'int' || kind === 'float';
  }

  #member(): Expr {
    let levels = 1;
    this.#enter('member');
    let operand = this.#primary();
    while (this.#is('.') || this.#is('[')) {
      levels++;
      this.#enter('member');
      this.#nest(1);
      operand = this.#is('.') ? this.#selection(operand) : this.#index(operand);
    }
    this.#nest(1 - levels);
    this.#leave('member', levels);
    return operand;
  }

  #selection(operand: Expr): Expr {
    const dot = this.#next();
    const optional = this.#accept('?');
    const name = this.#peek;
    if (name.kind !== 'identifier' && name.kind !== 'escaped') {
      this.#issues.report(name.offset, `Syntax error: no viable alternative at input '.${name.text}'`);
      // Upstream goes on where a relation may; everything else ends here.
      if (this.#is('in')) return operand;
      throw new Stop();
    }
    this.#next();
    if (!optional && name.kind === 'identifier' && this.#is('(')) return this.#memberCall(operand, name.text);
    const field = this.#fieldName(name);
    if (!optional) return this.#factory.select(dot.offset, operand, field);
    if (!this.#options.optionalSyntax) return this.#error(dot.offset, "unsupported syntax '.?'");
    const id = this.#factory.nextId();
    const literal = this.#factory.literal(name.offset, field);
    // cel-go makes the field's literal first and the call after it.
    return {
      kind: 'call',
      id: literal.id,
      offset: dot.offset,
      name: operator.optSelect,
      target: null,
      args: [operand, { ...literal, id }],
    };
  }

  #fieldName(name: Token): string {
    if (name.kind === 'identifier') return name.text;
    if (!this.#options.quotedSelectors) {
      this.#error(name.offset, "unsupported syntax: '`'");
      return '';
    }
    return name.text.slice(1, -1);
  }

  #memberCall(target: Expr, name: string): Expr {
    const open = this.#next();
    const id = this.#factory.nextId();
    return this.#callOrMacro(id, open.offset, name, target, this.#args());
  }

  #index(operand: Expr): Expr {
    const open = this.#next();
    const id = this.#factory.nextId();
    const optional = this.#accept('?');
    const index = this.#expr();
    this.#expect(']');
    if (optional && !this.#options.optionalSyntax) return this.#error(open.offset, "unsupported syntax '[?'");
    const name = optional ? operator.optIndex : operator.index;
    return { kind: 'call', id, offset: open.offset, name, target: null, args: [operand, index] };
  }

  /** Arguments up to the closing parenthesis. */
  #args(): Expr[] {
    const args: Expr[] = [];
    if (this.#accept(')')) return args;
    do args.push(this.#expr());
    while (this.#accept(','));
    this.#expect(')');
    return args;
  }

  #primary(): Expr {
    const token = this.#peek;
    switch (token.kind) {
      case 'identifier':
        return this.#identifier(token.offset, '');
      case 'int':
      case 'uint':
      case 'float':
        return this.#number(token.offset, '');
      case 'string':
      case 'bytes':
        return this.#string();
      case 'symbol':
        return this.#symbol(token);
      default:
        return this.#unexpectedStart();
    }
  }

  #symbol(token: Token): Expr {
    switch (token.text) {
      case 'true':
      case 'false':
        this.#next();
        return this.#factory.literal(token.offset, token.text === 'true');
      case 'null':
        this.#next();
        return this.#factory.literal(token.offset, null);
      case '-':
        this.#next();
        if (this.#peek.kind !== 'int' && this.#peek.kind !== 'float') return this.#unexpectedStart();
        return this.#number(token.offset, '-');
      case '.':
        this.#next();
        if (this.#peek.kind !== 'identifier') return this.#unexpectedStart();
        return this.#identifier(token.offset, '.');
      case '(': {
        this.#next();
        const inner = this.#expr();
        this.#expect(')');
        return inner;
      }
      case '[':
        return this.#list();
      case '{':
        return this.#map();
      default:
        return this.#unexpectedStart();
    }
  }

  #unexpectedStart(): never {
    return this.#unexpected(
      "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
    );
  }

  #identifier(offset: number, dot: string): Expr {
    const struct = this.#structAhead();
    if (struct !== null) return this.#struct(dot + struct);
    const name = this.#next();
    const call = this.#accept('(');
    if (RESERVED.has(name.text)) {
      if (call) this.#args();
      return this.#error(offset, `reserved identifier: ${name.text}`);
    }
    if (!call) return this.#factory.ident(name.offset, dot + name.text);
    const id = this.#factory.nextId();
    return this.#callOrMacro(id, call.offset, dot + name.text, null, this.#args());
  }

  /** The type name when `a.b.c {` lies ahead. */
  #structAhead(): string | null {
    let at = this.#at;
    let name = '';
    for (;;) {
      name += (this.#tokens[at] as Token).text;
      const after = this.#tokens[at + 1] as Token;
      if (after.kind !== 'symbol') return null;
      if (after.text === '{') break;
      if (after.text !== '.' || this.#tokens[at + 2]?.kind !== 'identifier') return null;
      name += '.';
      at += 2;
    }
    this.#at = at + 1;
    return name;
  }

  #struct(typeName: string): Expr {
    const open = this.#expect('{');
    const id = this.#factory.nextId();
    const fields: StructField[] = [];
    while (!this.#is('}')) {
      if (fields.length === 0 && this.#accept(',')) break;
      fields.push(this.#structField());
      if (!this.#accept(',')) break;
    }
    this.#expect('}');
    return { kind: 'struct', id, offset: open.offset, typeName, fields };
  }

  #structField(): StructField {
    const id = this.#factory.nextId();
    const optional = this.#accept('?');
    const name = this.#next();
    if (name.kind !== 'identifier' && name.kind !== 'escaped') {
      this.#at--;
      this.#unexpected('IDENTIFIER');
    }
    if (optional && !this.#options.optionalSyntax) this.#error(optional.offset, "unsupported syntax '?'");
    const colon = this.#expect(':');
    return {
      id,
      offset: colon.offset,
      name: this.#fieldName(name),
      value: this.#expr(),
      optional: optional !== null,
    };
  }

  #list(): Expr {
    const open = this.#next();
    const id = this.#factory.nextId();
    const elements: Expr[] = [];
    const optionals = new Set<number>();
    while (!this.#is(']')) {
      if (elements.length === 0 && this.#accept(',')) break;
      const optional = this.#accept('?');
      const element = this.#expr();
      if (optional && !this.#options.optionalSyntax) this.#error(optional.offset, "unsupported syntax '?'");
      else if (optional) optionals.add(elements.length);
      elements.push(element);
      if (!this.#accept(',')) break;
    }
    this.#expect(']');
    return { kind: 'list', id, offset: open.offset, elements, optionals };
  }

  #map(): Expr {
    const open = this.#next();
    const id = this.#factory.nextId();
    const entries: MapEntry[] = [];
    while (!this.#is('}')) {
      if (entries.length === 0 && this.#accept(',')) break;
      entries.push(this.#mapEntry());
      if (!this.#accept(',')) break;
    }
    this.#expect('}');
    return { kind: 'map', id, offset: open.offset, entries };
  }

  #mapEntry(): MapEntry {
    const id = this.#factory.nextId();
    const optional = this.#accept('?');
    if (optional && !this.#options.optionalSyntax) this.#error(optional.offset, "unsupported syntax '?'");
    const key = this.#expr();
    const colon = this.#expect(':');
    return { id, offset: colon.offset, key, value: this.#expr(), optional: optional !== null };
  }

  #number(offset: number, sign: '' | '-'): Expr {
    const token = this.#next();
    if (token.kind === 'float') {
      const value = Number(sign + token.text);
      return Number.isFinite(value)
        ? this.#factory.literal(offset, doubleValue(value))
        : this.#error(offset, 'invalid double literal');
    }
    if (token.kind === 'uint') {
      const value = BigInt(token.text.slice(0, -1));
      return value >= 2n ** 64n
        ? this.#error(offset, 'invalid uint literal')
        : this.#factory.literal(offset, new UintValue(value));
    }
    const value = sign === '-' ? -BigInt(token.text) : BigInt(token.text);
    return value < -(2n ** 63n) || value >= 2n ** 63n
      ? this.#error(offset, 'invalid int literal')
      : this.#factory.literal(offset, intValue(value));
  }

  #string(): Expr {
    const token = this.#next();
    const bytes = token.kind === 'bytes';
    const unescaped = unescapeLiteral(bytes ? token.text.slice(1) : token.text, bytes);
    if (!unescaped.ok) {
      this.#error(token.offset, unescaped.error);
      return this.#factory.literal(token.offset, '');
    }
    const value: Value = bytes ? Uint8Array.from(unescaped.points) : textOf(unescaped.points);
    return this.#factory.literal(token.offset, value);
  }

  #error(offset: number, message: string): Expr {
    this.#issues.report(offset, message);
    return this.#factory.unspecified(offset);
  }

  #callOrMacro(id: number, offset: number, name: string, target: Expr | null, args: readonly Expr[]): Expr {
    const receiver = target !== null;
    const macro =
      this.#options.macros.get(macroKey(name, args.length, receiver)) ??
      this.#options.macros.get(macroKey(name, -1, receiver));
    if (macro) {
      const expanded = this.#expand(macro, id, offset, target, args);
      if (expanded) return expanded;
    }
    return { kind: 'call', id, offset, name, target, args };
  }

  #expand(macro: Macro, id: number, offset: number, target: Expr | null, args: readonly Expr[]): Expr | null {
    try {
      const expanded = macro.expand(new MacroHelper(this.#factory, offset), target, args);
      if (expanded) this.#factory.giveBack(id);
      return expanded;
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      this.#factory.giveBack(id);
      return this.#error(error.offset, error.message);
    }
  }
}

function balance(
  name: string,
  terms: readonly Expr[],
  ops: readonly { id: number; offset: number }[],
  low: number,
  high: number,
): Expr {
  const middle = Math.floor((low + high + 1) / 2);
  const left = middle === low ? (terms[middle] as Expr) : balance(name, terms, ops, low, middle - 1);
  const right = middle === high ? (terms[middle + 1] as Expr) : balance(name, terms, ops, middle + 1, high);
  const { id, offset } = ops[middle] as { id: number; offset: number };
  return { kind: 'call', id, offset, name, target: null, args: [left, right] };
}

function textOf(points: readonly number[]): string {
  let text = '';
  for (const point of points) text += String.fromCodePoint(point);
  return text;
}
