import type { Json, Path } from '../../kube/json.ts';
import type { Severity } from '../../verdict.ts';
import type { Version } from './version.ts';
import type { PodView } from './view/pod.ts';

/** One rule of the Pod Security Standards: data, and a pure function for each time the rule changed. */
export interface Check {
  /** Upstream's name for it. */
  readonly id: string;
  /** The laxest level that holds it. */
  readonly level: 'baseline' | 'restricted';
  /** The rule in a few words: what must not be, or what must. */
  readonly title: string;
  readonly severity: Severity;
  /** Recommendations of the CIS Kubernetes Benchmark (`cisBenchmark`) that ask for the same. */
  readonly cis: readonly string[];
  /** Sections of NIST SP 800-190 whose countermeasure this is. */
  readonly nist: readonly string[];
  readonly fix: Fix;
  /** Bits of `mention`: the check allows every pod that sets none of these fields. Left out, it looks at all pods. */
  readonly forbids?: number;
  /** From the oldest to the newest; each holds until the next. */
  readonly revisions: readonly Revision[];
}

/** The edition whose numbers `Check.cis` gives. */
export const cisBenchmark = '1.12';

export interface Revision {
  /** The first policy version that judges so. */
  readonly since: Exclude<Version, 'latest'>;
  /** Checks of the baseline level that say nothing at restricted while this one runs. */
  readonly overrides?: readonly string[];
  /** Null when the pod may pass. */
  readonly run: (pod: PodView) => Forbidden | null;
}

/** A check's no. */
export interface Forbidden {
  /** Short; always shown. */
  readonly reason: string;
  /** Names what offends. */
  readonly detail: string;
  /** The offending fields as paths into the pod; a missing field is named by the path it would have. */
  readonly fields: () => readonly Path[];
}

/** What to do about a violation. */
export interface Fix {
  /** For people: the lines to write, or what to take away. */
  readonly text: string;
  /** The edit that mends one of the fields a violation names. */
  readonly edit: (field: Path) => FieldEdit;
}

/** `choose`: no single value is right, somebody must decide. */
export type FieldEdit = { readonly set: Json } | 'remove' | 'choose';

/** `n` fields are all set to `value`, or all removed. */
export function setTo(value: Json): Fix['edit'] {
  return () => ({ set: value });
}

export const remove: Fix['edit'] = () => 'remove';
export const choose: Fix['edit'] = () => 'choose';

export function forbid(reason: string, detail: string, fields: () => readonly Path[]): Forbidden {
  return { reason, detail, fields };
}
