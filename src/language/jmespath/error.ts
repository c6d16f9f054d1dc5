import { QuietError } from '../../error.ts';

/**
 * What can go wrong with an expression. `message` is upstream's own text; `expression` and `offset` (UTF-16 units into
 * the expression) say where, for whoever reports it.
 */
export class JMESPathError extends QuietError {
  override readonly name: string = 'JMESPathError';
  /** Filled in by the program for errors met while evaluating. */
  expression: string;
  /** Where a parse error lies; null for an error met while evaluating. */
  readonly offset: number | null;

  constructor(message: string, expression = '', offset: number | null = null) {
    super(message);
    this.expression = expression;
    this.offset = offset;
  }
}

/**
 * The whole expression ended in a key its object does not have. Kyverno's fork tells that apart from null
 * (kyverno/go-jmespath interpreter.go): a missing field in a condition is an error, not an empty value.
 */
export class NotFoundError extends JMESPathError {
  override readonly name = 'NotFoundError';
  readonly key: string;

  constructor(key: string, expression: string) {
    super(`Unknown key "${key}" in path`, expression);
    this.key = key;
  }
}

/** Upstream crashes here, with this message of Go's runtime; we answer with it. Not swallowed by a projection either. */
export class PanicError extends JMESPathError {
  override readonly name = 'PanicError';
}

/** The expression asked for more work than `Limits` allows. Never swallowed by `||` or a projection. */
export class LimitError extends JMESPathError {
  override readonly name = 'LimitError';
}
