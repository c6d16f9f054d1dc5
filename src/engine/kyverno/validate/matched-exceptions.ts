import type { PolicyException } from '../exception.ts';
import type { Evaluation } from './evaluation.ts';

/** The exceptions that excuse what is being judged. */
export function matchedExceptions(
  exceptions: readonly PolicyException[],
  evaluation: Evaluation,
): readonly PolicyException[] {
  return exceptions.length === 0
    ? exceptions
    : exceptions.filter((exception) => exception.matches(evaluation));
}
