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

/** What a level at a version says of a pod. The joined texts are made when they are asked for. */
export class PodSecurityResult {
  static readonly allowed: PodSecurityResult = new PodSecurityResult([]);

  /** The checks that forbid, in upstream's order. */
  readonly results: readonly CheckResult[];
  readonly allowed: boolean;

  constructor(results: readonly CheckResult[]) {
    this.results = results;
    this.allowed = results.length === 0;
  }

  /** The reasons, joined as upstream joins them; '' when allowed. */
  get reason(): string {
    return this.results.map(({ forbiddenReason }) => forbiddenReason).join(', ');
  }

  /** The reasons with their details, joined as upstream joins them; '' when allowed. */
  get message(): string {
    return this.results.map(({ message }) => message).join(', ');
  }

  toJSON(): object {
    const { allowed, results, reason, message } = this;
    return { allowed, results, reason, message };
  }
}
