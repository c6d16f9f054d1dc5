import type { Row } from './row.ts';

/** A rule of a policy that suites read; '' for a policy without rules. */
export interface RuleName {
  readonly policy: string;
  readonly rule: string;
  readonly file: string;
}

/** Which rules some row made say something. */
export class Coverage {
  readonly #rules = new Map<string, RuleName>();
  readonly #exercised = new Set<string>();

  /** `rules` are those of the suite that the rows are of. */
  add(rules: readonly RuleName[], rows: readonly Row[]): void {
    for (const rule of rules) {
      this.#rules.set(keyOf(rule), rule);
      if (rows.some((row) => exercises(row, rule))) this.#exercised.add(keyOf(rule));
    }
  }

  get total(): number {
    return this.#rules.size;
  }

  /** The rules that no row exercises, in the order they were read. */
  get missing(): readonly RuleName[] {
    return [...this.#rules].filter(([key]) => !this.#exercised.has(key)).map(([, rule]) => rule);
  }
}

/** The same policy may be read by many suites. */
function keyOf({ file, policy, rule }: RuleName): string {
  return JSON.stringify([file, policy, rule]);
}

/** A rule that autogen made exercises the written one. */
function exercises(row: Row, { policy, rule }: RuleName): boolean {
  if (row.status === null || row.policy.split('/').at(-1) !== policy) return false;
  return (
    rule === '' ||
    row.rule === rule ||
    row.rule === `autogen-${rule}` ||
    row.rule === `autogen-cronjob-${rule}`
  );
}
