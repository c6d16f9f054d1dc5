import type { Json } from '../../kube/json.ts';
import type { Comparison, KeyValPair, Node, SliceParts } from './ast.ts';
import { JMESPathError, LimitError } from './error.ts';
import { decodeJson } from './go-json.ts';
import { tokenize } from './lexer.ts';
import { MAX_DEPTH, MAX_EXPRESSION } from './limits.ts';
import type { Token, TokenType } from './token.ts';

/** How tightly a token binds to what stands left of it; 0 ends an expression (kyverno/go-jmespath parser.go). */
const bindingPower: Partial<Readonly<Record<TokenType, number>>> = {
  tPipe: 1,
  tOr: 2,
  tAnd: 3,
  tEQ: 5,
  tLT: 5,
  tLTE: 5,
  tGT: 5,
  tGTE: 5,
  tNE: 5,
  tFlatten: 9,
  tStar: 20,
  tFilter: 21,
  tDot: 40,
  tNot: 45,
  tLbrace: 50,
  tLbracket: 55,
  tLparen: 60,
};

function power(type: TokenType): number {
  return bindingPower[type] ?? 0;
}

const identity: Node = { type: 'Identity' };

/** Throws JMESPathError with the offset of the token that does not fit. */
export function parse(expression: string): Node {
  if (expression.length > MAX_EXPRESSION) {
    throw new LimitError(
      `expression is longer than ${MAX_EXPRESSION} characters`,
      expression,
      MAX_EXPRESSION,
    );
  }
  return new Parser(expression).parse();
}

/**
 * A Pratt parser with upstream's leniency: arguments need no comma between them, nor do the pairs of a hash, and one
 * comma may trail in a call.
 */
class Parser {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokenize(expression);
  }

  parse(): Node {
    const node = this.#expressionNode(0);
    if (this.#current() !== 'tEOF') {
      throw this.#syntaxError(`Unexpected token at the end of the expression: ${this.#current()}`);
    }
    return node;
  }

  #expressionNode(minimum: number): Node {
    const depth = this.#depth;
    let node = this.#first(this.#advance());
    while (minimum < power(this.#current())) {
      this.#deepen();
      node = this.#next(this.#advance(), node);
    }
    this.#depth = depth;
    return node;
  }

  /** Each level of nesting, and each link of a chain, is a level of the tree. */
  #deepen(): void {
    if (++this.#depth > MAX_DEPTH) {
      throw new LimitError(
        `expression is nested more than ${MAX_DEPTH} levels deep`,
        this.#expression,
        this.#token(0).offset,
      );
    }
  }

  /** A node that begins with this token. */
  #first(token: Token): Node {
    this.#deepen();
    switch (token.type) {
      case 'tJSONLiteral':
        return { type: 'Literal', value: this.#json(token) };
      case 'tStringLiteral':
        return { type: 'Literal', value: token.value };
      case 'tUnquotedIdentifier':
        return { type: 'Field', name: token.value };
      case 'tQuotedIdentifier':
        if (this.#current() === 'tLparen') {
          throw this.#syntaxError("Can't have quoted identifier as function Name.", token);
        }
        return { type: 'Field', name: token.value };
      case 'tStar':
        return {
          type: 'ValueProjection',
          left: identity,
          right: this.#current() === 'tRbracket' ? identity : this.#projected(power('tStar')),
        };
      case 'tFilter':
        return this.#filter(identity);
      case 'tLbrace':
        return this.#hash();
      case 'tFlatten':
        return this.#flatten(identity);
      case 'tLbracket':
        return this.#firstBracket();
      case 'tCurrent':
        return { type: 'CurrentNode' };
      case 'tExpref':
        return { type: 'ExpRef', expression: this.#expressionNode(power('tExpref')) };
      case 'tNot':
        return { type: 'NotExpression', expression: this.#expressionNode(power('tNot')) };
      case 'tLparen': {
        const inner = this.#expressionNode(0);
        this.#match('tRparen');
        return inner;
      }
      case 'tEOF':
        throw this.#syntaxError('Incomplete expression', token);
      default:
        throw this.#syntaxError(`Invalid token: ${token.type}`, token);
    }
  }

  /** `left` continued by this token. */
  #next(token: Token, left: Node): Node {
    switch (token.type) {
      case 'tDot':
        if (this.#current() !== 'tStar') {
          return { type: 'Subexpression', left, right: this.#afterDot(power('tDot')) };
        }
        this.#advance();
        return { type: 'ValueProjection', left, right: this.#projected(power('tDot')) };
      case 'tPipe':
        return { type: 'Pipe', left, right: this.#expressionNode(power('tPipe')) };
      case 'tOr':
        return { type: 'OrExpression', left, right: this.#expressionNode(power('tOr')) };
      case 'tAnd':
        return { type: 'AndExpression', left, right: this.#expressionNode(power('tAnd')) };
      case 'tLparen':
        return { type: 'FunctionExpression', name: functionName(left), args: this.#args() };
      case 'tFilter':
        return this.#filter(left);
      case 'tFlatten':
        return this.#flatten(left);
      case 'tEQ':
      case 'tNE':
      case 'tGT':
      case 'tGTE':
      case 'tLT':
      case 'tLTE':
        return this.#comparator(token.type, left);
      case 'tLbracket':
        return this.#nextBracket(left);
      default:
        throw this.#syntaxError(`Unexpected token: ${token.type}`);
    }
  }

  #comparator(operator: Comparison, left: Node): Node {
    return { type: 'Comparator', operator, left, right: this.#expressionNode(power(operator)) };
  }

  #args(): Node[] {
    const args: Node[] = [];
    while (this.#current() !== 'tRparen') {
      args.push(this.#expressionNode(0));
      if (this.#current() === 'tComma') this.#advance();
    }
    this.#advance();
    return args;
  }

  #firstBracket(): Node {
    const type = this.#current();
    if (type === 'tNumber' || type === 'tColon') {
      return this.#indexOrSlice(identity, () => ({ type: 'Empty' }));
    }
    if (type === 'tStar' && this.#token(1).type === 'tRbracket') {
      this.#advance();
      this.#advance();
      return { type: 'Projection', left: identity, right: this.#projected(power('tStar')) };
    }
    return this.#list();
  }

  #nextBracket(left: Node): Node {
    const type = this.#current();
    if (type === 'tNumber' || type === 'tColon') return this.#indexOrSlice(left);
    this.#match('tStar');
    this.#match('tRbracket');
    return { type: 'Projection', left, right: this.#projected(power('tStar')) };
  }

  /** `[n]` or `[a:b:c]`; at the start of an expression upstream drops the error and goes on with an empty node. */
  #indexOrSlice(left: Node, onError?: () => Node): Node {
    let right: Node;
    try {
      const slice = this.#current() === 'tColon' || this.#token(1).type === 'tColon';
      right = slice ? this.#slice() : this.#indexNode();
    } catch (error) {
      if (onError === undefined) throw error;
      return onError();
    }
    const node: Node = { type: 'IndexExpression', left, right };
    if (right.type !== 'Slice') return node;
    return { type: 'Projection', left: node, right: this.#projected(power('tStar')) };
  }

  #indexNode(): Node {
    const index = this.#integer(this.#token(0));
    this.#advance();
    this.#match('tRbracket');
    return { type: 'Index', index };
  }

  #slice(): Node {
    const parts: [number | null, number | null, number | null] = [null, null, null];
    let part = 0;
    while (this.#current() !== 'tRbracket' && part < 3) {
      const type = this.#current();
      if (type === 'tColon') {
        part++;
      } else if (type === 'tNumber') {
        parts[part] = this.#integer(this.#token(0));
      } else {
        throw this.#syntaxError(`Expected tColon or tNumber, received: ${type}`);
      }
      this.#advance();
    }
    this.#match('tRbracket');
    return { type: 'Slice', parts: parts satisfies SliceParts };
  }

  #flatten(left: Node): Node {
    return {
      type: 'Projection',
      left: { type: 'Flatten', left },
      right: this.#projected(power('tFlatten')),
    };
  }

  #filter(left: Node): Node {
    const condition = this.#expressionNode(0);
    this.#match('tRbracket');
    const right = this.#current() === 'tFlatten' ? identity : this.#projected(power('tFilter'));
    return { type: 'FilterProjection', left, right, condition };
  }

  #list(): Node {
    const items: Node[] = [];
    for (;;) {
      items.push(this.#expressionNode(0));
      if (this.#current() === 'tRbracket') break;
      this.#match('tComma');
    }
    this.#advance();
    return { type: 'MultiSelectList', items };
  }

  #hash(): Node {
    const pairs: KeyValPair[] = [];
    for (;;) {
      const token = this.#token(0);
      if (token.type !== 'tUnquotedIdentifier' && token.type !== 'tQuotedIdentifier') {
        throw this.#syntaxError('Expected tQuotedIdentifier or tUnquotedIdentifier');
      }
      this.#advance();
      this.#match('tColon');
      pairs.push({ key: token.value, value: this.#expressionNode(0) });
      if (this.#current() === 'tComma') {
        this.#advance();
      } else if (this.#current() === 'tRbrace') {
        this.#advance();
        return { type: 'MultiSelectHash', pairs };
      }
    }
  }

  #afterDot(minimum: number): Node {
    const type = this.#current();
    if (type === 'tQuotedIdentifier' || type === 'tUnquotedIdentifier' || type === 'tStar') {
      return this.#expressionNode(minimum);
    }
    if (type === 'tLbracket') {
      this.#advance();
      return this.#list();
    }
    if (type === 'tLbrace') {
      this.#advance();
      return this.#hash();
    }
    throw this.#syntaxError('Expected identifier, lbracket, or lbrace');
  }

  /** What is applied to every element of a projection. */
  #projected(minimum: number): Node {
    const type = this.#current();
    if (power(type) < 10) return identity;
    if (type === 'tLbracket' || type === 'tFilter') return this.#expressionNode(minimum);
    if (type === 'tDot') {
      this.#advance();
      return this.#afterDot(minimum);
    }
    throw this.#syntaxError('Error');
  }

  #integer(token: Token): number {
    const value = Number(token.value);
    if (!/^-?[0-9]+$/.test(token.value)) {
      throw this.#error(`strconv.Atoi: parsing "${token.value}": invalid syntax`, token);
    }
    if (BigInt.asIntN(64, BigInt(token.value)) !== BigInt(token.value)) {
      throw this.#error(`strconv.Atoi: parsing "${token.value}": value out of range`, token);
    }
    return value;
  }

  #json(token: Token): Json {
    return decodeJson(token.value, (message) => {
      throw this.#error(message, token);
    });
  }

  #match(type: TokenType): void {
    if (this.#current() !== type) {
      throw this.#syntaxError(`Expected ${type}, received: ${this.#current()}`);
    }
    this.#advance();
  }

  #current(): TokenType {
    return this.#token(0).type;
  }

  /** The last token stays in sight however far one looks. */
  #token(ahead: number): Token {
    const token = this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('an expression has at least one token');
    return token;
  }

  #advance(): Token {
    const token = this.#token(0);
    this.#index++;
    return token;
  }

  #syntaxError(message: string, token: Token = this.#token(0)): JMESPathError {
    return this.#error(`SyntaxError: ${message}`, token);
  }

  #error(message: string, token: Token): JMESPathError {
    return new JMESPathError(message, this.#expression, token.offset);
  }
}

/** Upstream takes the node's value for the name, so a raw string may be called too. */
function functionName(node: Node): string | null {
  if (node.type === 'Field') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
