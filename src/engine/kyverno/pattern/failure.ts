import type { Json, Path } from '../../../kube/json.ts';
import { goText } from '../go/text.ts';

/**
 * Why a resource does not meet a pattern. Upstream carries errors and looks for words in their texts (kyverno v1.19
 * pkg/engine/anchor/error.go), so every failure can give its text; it is put together only when somebody asks.
 */
export interface Failure {
  /** `skipped` is upstream's PatternError, the others but `plain` its anchor errors. */
  readonly type: 'plain' | 'condition' | 'global' | 'negation' | 'skipped';
  /** The place upstream names; null where it names none, which makes the rule an error. */
  readonly at: Path | null;
  /** The field that is wrong. */
  readonly field: Path;
  /** True for a text that is known not to hold the words. */
  readonly wordless?: boolean;
  text(): string;
}

export function plainFailure(at: Path | null, field: Path, text: () => string): Failure {
  return { type: 'plain', at, field, text };
}

export function valueFailure(at: Path, value: Json | undefined, pattern: Json, integers: boolean): Failure {
  return {
    type: 'plain',
    at,
    field: at,
    wordless: isShort(value) && isShort(pattern) && at.every(isShort),
    text: () =>
      `resource value '${goText(value, integers)}' does not match '${goText(pattern, true)}' at path ${pathText(at)}`,
  };
}

/** Too short to hold any of the words. */
function isShort(value: Json | undefined): boolean {
  return typeof value === 'string' ? value.length < 22 : typeof value !== 'object' || value === null;
}

const words = {
  condition: 'conditional anchor mismatch',
  global: 'global anchor mismatch',
  negation: 'negation anchor matched in resource',
} as const;

export function anchorFailure(
  type: keyof typeof words,
  at: Path | null,
  field: Path,
  reason: () => string,
): Failure {
  return { type, at, field, text: () => `${words[type]}: ${reason()}` };
}

/** Several skips at one place. */
export function skippedFailure(at: Path, causes: readonly Failure[]): Failure {
  return {
    type: 'skipped',
    at,
    field: causes[0]?.field ?? at,
    text: () => causes.map((cause) => cause.text()).join('; '),
  };
}

/** True when the rule does not apply to what failed. An error text that merely holds the words counts too. */
export function isSkip(failure: Failure): boolean {
  switch (failure.type) {
    case 'condition':
    case 'global':
      return true;
    case 'negation':
      return false;
    default: {
      if (failure.wordless === true) return false;
      const text = failure.text();
      return text.includes(words.condition) || text.includes(words.global);
    }
  }
}

export function isNegation(failure: Failure): boolean {
  if (failure.type === 'condition' || failure.type === 'global' || failure.wordless === true) return false;
  return failure.type === 'negation' || failure.text().includes(words.negation);
}

/** `/spec/containers/0/` */
export function pathText(path: Path): string {
  return path.length === 0 ? '/' : `/${path.join('/')}/`;
}
