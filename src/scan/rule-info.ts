import { checkById } from '../engine/pod-security/index.ts';
import type { Rule } from '../engine/portcullis/rule.ts';
import type { VerdictRecord } from '../record.ts';
import type { Severity } from '../verdict.ts';

/** What is known of a rule beside its verdicts. */
export interface RuleInfo {
  readonly title: string;
  /** What it forbids and how to mend it, as plain text. */
  readonly help: string;
  /** How the fields should read. */
  readonly fix?: string;
  readonly severity: Severity;
  /** Identifiers in benchmarks. */
  readonly tags: readonly string[];
}

/** Describes rules by their verdicts: Pod Security's from its registry, ours from `rules`. */
export function ruleInfo(rules: readonly Rule[]): (record: VerdictRecord) => RuleInfo | undefined {
  return ({ engine, rule }) => {
    if (engine === 'Portcullis') {
      const own = rules.find(({ id }) => id === rule);
      return own && { title: own.title, help: own.help, severity: own.severity, tags: [] };
    }
    const check = engine === 'PodSecurity' ? checkById(rule) : undefined;
    return (
      check && {
        title: check.title,
        help: `${check.title}. ${check.fix.text}`,
        fix: check.fix.text,
        severity: check.severity,
        tags: [...check.cis.map((id) => `CIS ${id}`), ...check.nist.map((id) => `NIST SP 800-190 ${id}`)],
      }
    );
  };
}
