import { CodedError } from '../error.ts';

export class RolloutError extends CodedError<
  | 'NEXT_RUNNING'
  | 'PLAN_INVALID'
  | 'PLAN_MISSING'
  | 'UNKNOWN_ROLLOUT'
  | 'UNKNOWN_NAMESPACE'
  | 'NO_STEP'
  | 'REFUSED'
  | 'GIT_FAILED'
> {
  override readonly name = 'RolloutError';
}

export function unknownRollout(name: string, known: readonly string[]): RolloutError {
  return new RolloutError(
    'UNKNOWN_ROLLOUT',
    `expected a rollout (${known.join(', ') || 'there is none'}), found "${name}"`,
  );
}
