import type { PolicyException } from './exception.ts';
import type { Kind } from './match/kind-selector.ts';
import type { Policy } from './policy/policy.ts';
import type { RuleType } from './result.ts';
import type { Rule } from './rule.ts';

/** A rule that may say something about a kind, with the exceptions that name it. */
export interface PlannedRule {
  readonly rule: Rule;
  readonly exceptions: readonly PolicyException[];
}

export interface PlannedPolicy {
  readonly policy: Policy;
  readonly rules: readonly PlannedRule[];
}

/** What is judged of a kind, by what the rules do; without those that nobody's rules do. */
export type Plan = ReadonlyMap<RuleType, readonly PlannedPolicy[]>;

/** All policies' rules of one type come before those of the next, and see what the earlier ones made of the object. */
const types: readonly RuleType[] = ['Mutation', 'ImageVerify', 'Validation', 'Generation'];

/** Kinds a hostile input can make up must not fill the memory. */
const KEPT_KINDS = 1000;

export class Plans {
  readonly #policies: readonly Policy[];
  readonly #exceptions: readonly PolicyException[];
  readonly #known = new Map<string, Plan>();

  constructor(policies: readonly Policy[], exceptions: readonly PolicyException[]) {
    this.#policies = policies;
    this.#exceptions = exceptions;
  }

  of(kind: Kind): Plan {
    const key = `${kind.group}/${kind.version}/${kind.kind}/${kind.subresource}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= KEPT_KINDS) this.#known.clear();
    const plan = this.#make(kind);
    this.#known.set(key, plan);
    return plan;
  }

  #make(kind: Kind): Plan {
    const plan = new Map<RuleType, PlannedPolicy[]>();
    for (const type of types) {
      const planned = this.#policies
        .map((policy) => this.#planned(policy, policy.rulesFor(kind, type)))
        .filter((one) => one.rules.length > 0);
      if (planned.length > 0) plan.set(type, planned);
    }
    return plan;
  }

  #planned(policy: Policy, rules: readonly Rule[]): PlannedPolicy {
    return {
      policy,
      rules: rules.map((rule) => ({
        rule,
        exceptions: this.#exceptions.filter((exception) => exception.names(policy.key, rule.name)),
      })),
    };
  }
}
