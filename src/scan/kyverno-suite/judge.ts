import type { AdmissionRequest, Lookup, Operation } from '../../engine/engine.ts';
import { groupOf } from '../../kube/group-kind.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Answer } from './answer.ts';
import type { RuleName } from './coverage.ts';
import type { SuiteInputs } from './inputs.ts';
import type { Payload } from './payload.ts';

/** Why a policy judges nothing. */
export interface Refusal {
  readonly reason: 'Invalid policy' | 'Not supported';
  readonly message: string;
}

/** The policies of one family in a suite, ready to judge. */
export interface Judge {
  /** The name of each policy; null when it was compiled. */
  readonly policies: readonly (readonly [name: string, refusal: Refusal | null])[];
  /** What there is to exercise. */
  readonly rules: readonly RuleName[];
  judge(question: Question): Judgement;
  /** Of a payload that is no resource. */
  judgePayload?(payload: Payload, lookups: SuiteLookups): readonly Answer[];
}

/** What a suite asks of one resource. */
export interface Question {
  /** The resource as the families before this one leave it. */
  readonly request: AdmissionRequest;
  /** The resource as it was submitted. */
  readonly submitted: Resource;
  readonly lookups: SuiteLookups;
  /** Given when it wins over the suite's values. */
  readonly operation: Operation | undefined;
}

export interface Judgement {
  readonly answers: readonly Answer[];
  /** The resource as the policies of this family leave it. */
  readonly object: JsonObject;
}

/** Families ask different things of a suite's world. */
export interface SuiteLookups {
  readonly classic: Lookup;
  readonly cel: Lookup;
}

/** What makes a judge of the policies of some kinds. */
export interface JudgeFamily {
  /** `group/kind` */
  readonly kinds: ReadonlySet<string>;
  load(inputs: SuiteInputs): Promise<Judge>;
}

export function kindsOf(group: string, ...kinds: readonly string[]): ReadonlySet<string> {
  return new Set(kinds.map((kind) => `${group}/${kind}`));
}

export function isOf(kinds: ReadonlySet<string>, { apiVersion, kind }: Resource): boolean {
  return kinds.has(`${groupOf(apiVersion)}/${kind}`);
}

/** Policies without rules are exercised as a whole. */
export function rulesOfKinds({ policies }: SuiteInputs, kinds: ReadonlySet<string>): RuleName[] {
  return policies
    .filter((policy) => isOf(kinds, policy))
    .map(({ name, origin }) => ({ file: origin.file, policy: name, rule: '' }));
}

export function invalid(message: string): Refusal {
  return { reason: 'Invalid policy', message };
}
