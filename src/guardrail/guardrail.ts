import type { JsonObject } from '../kube/json.ts';
import type { Severity } from '../verdict.ts';
import type { Parameters } from './parameters.ts';

/** One thing that no workload may do, said once and written as three kinds of policy. */
export interface Guardrail {
  /** The name of its policies and of its files. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  /** The setting that it cannot do without. */
  readonly needs?: keyof Parameters;
  /** What is asked, with the parameters in it: one or two sentences. */
  readonly describe: (parameters: Parameters) => string;
  readonly classic: (parameters: Parameters) => ClassicRules;
  readonly cel: (parameters: Parameters) => CelRules;
  /** Objects for the suites. */
  readonly samples: (parameters: Parameters) => readonly Sample[];
}

/** The rules of a ClusterPolicy. */
export interface ClassicRules {
  /** Pods, which Kyverno writes out for their controllers, unless other kinds are named. */
  readonly kinds?: readonly string[];
  readonly rules: readonly ClassicRule[];
}

export interface ClassicRule {
  readonly name: string;
  readonly context?: readonly JsonObject[];
  readonly preconditions?: JsonObject;
  /** `validate` without its action. */
  readonly validate: JsonObject;
}

/** What a ValidatingPolicy and a ValidatingAdmissionPolicy have in common. */
export interface CelRules {
  /** What it looks at: `variables.containers` of `variables.pod`, only `variables.pod`, or the object's own name. */
  readonly judges: 'containers' | 'pod' | 'name';
  readonly variables: readonly CelVariable[];
  readonly validations: readonly CelValidation[];
}

export interface CelVariable {
  readonly name: string;
  readonly expression: string;
}

export interface CelValidation {
  readonly expression: string;
  readonly messageExpression: string;
  /** For a cluster whose messageExpression cannot be evaluated. */
  readonly message: string;
}

/** An object with the rules that it breaks. */
export interface Sample {
  readonly object: JsonObject;
  readonly breaks: readonly string[];
  /** Classic rules whose preconditions leave it alone. */
  readonly skips?: readonly string[];
}
