import type { Path } from '../../kube/json.ts';
import type { Check, Forbidden } from './check.ts';

/** A check that forbids a pod. */
export class CheckResult {
  readonly checkId: string;
  readonly forbiddenReason: string;
  readonly forbiddenDetail: string;
  readonly check: Check;
  readonly #forbidden: Forbidden;

  constructor(check: Check, forbidden: Forbidden) {
    this.checkId = check.id;
    this.forbiddenReason = forbidden.reason;
    this.forbiddenDetail = forbidden.detail;
    this.check = check;
    this.#forbidden = forbidden;
  }

  /** The offending fields, as paths into the pod; a missing field is named by the path it would have. */
  get fields(): readonly Path[] {
    return this.#forbidden.fields();
  }

  /** The reason, with the detail where there is one, as upstream joins them into its messages. */
  get message(): string {
    return this.forbiddenDetail === ''
      ? this.forbiddenReason
      : `${this.forbiddenReason} (${this.forbiddenDetail})`;
  }

  toJSON(): object {
    const { checkId, forbiddenReason, forbiddenDetail, fields } = this;
    return { checkId, forbiddenReason, forbiddenDetail, fields };
  }
}

/** What a level at a version says of a pod. */
export interface PodSecurityResult {
  readonly allowed: boolean;
  /** The checks that forbid, in upstream's order. */
  readonly results: readonly CheckResult[];
  /** The reasons, joined as upstream joins them; '' when allowed. */
  readonly reason: string;
  /** The reasons with their details, joined as upstream joins them; '' when allowed. */
  readonly message: string;
}

export const allowed: PodSecurityResult = { allowed: true, results: [], reason: '', message: '' };

export function aggregate(results: readonly CheckResult[]): PodSecurityResult {
  if (results.length === 0) return allowed;
  let reason = '';
  let message = '';
  for (const result of results) {
    const separator = reason === '' ? '' : ', ';
    reason += separator + result.forbiddenReason;
    message += separator + result.message;
  }
  return { allowed: false, results, reason, message };
}
