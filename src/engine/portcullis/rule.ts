import type { Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Severity, Stage, Verdict } from '../../verdict.ts';

/** Something Portcullis itself has to say of a resource, which no policy engine says. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What to do about it, for the rule's help. */
  readonly help: string;
  judge(resource: Resource): readonly Finding[];
}

export interface Finding {
  readonly message: string;
  readonly fields: readonly Path[];
  /** Only for what an organisation's own configuration demands. */
  readonly stage?: Stage;
}

export function verdictOf(rule: Rule, resource: Resource, finding: Finding): Verdict {
  return {
    engine: 'Portcullis',
    policy: 'portcullis',
    rule: rule.id,
    outcome: 'fail',
    stage: finding.stage ?? null,
    severity: rule.severity,
    message: finding.message,
    resource,
    fields: finding.fields,
    exception: null,
  };
}
