import type { Position } from '../kube/resource.ts';
import type { Stage } from '../verdict.ts';
import type { RefusedSubject, Refuser } from './recognise/refusal.ts';

/** What happened, why, and the ways out: one shape behind text, JSON and Markdown. */
export interface Explanation {
  readonly verdict: 'rejected' | 'warned' | 'noted' | 'would be rejected' | 'passes';
  readonly refuser: Refuser;
  readonly policy: string | null;
  /**
   * `reproduced`: the manifest gives the same verdict. `differs`: it gives another. `recognised`: only the message was
   * there to go by. `judged`: there was no message, only the manifest.
   */
  readonly confidence: 'reproduced' | 'differs' | 'recognised' | 'judged';
  /** Why it could not be reproduced, or how it differs. */
  readonly doubt: string | null;
  readonly where: {
    readonly namespace: string | null;
    readonly stage: Stage | null;
    /** The Pod Security levels that the namespace's labels ask for, where its manifest is known. */
    readonly levels: Readonly<Record<Stage, string>> | null;
    readonly owner: string | null;
    /** Since when the namespace is at its stage, and what brought it there, where a store of evidence says so. */
    readonly since: string | null;
    readonly because: Because | null;
  };
  readonly subject: RefusedSubject;
  /** Where a refusal shows that the command itself did not. */
  readonly surface: string | null;
  readonly violations: readonly ExplainedViolation[];
  /** When this was first seen of this workload, where a store of evidence says so. */
  readonly firstSeen: string | null;
  readonly next: NextSteps;
  readonly note: string | null;
  /** The page of the runbook about this cause. */
  readonly page: string;
}

/** What brought a namespace to the stage it is at. */
export interface Because {
  readonly rollout: string;
  readonly decision: string | null;
  readonly by: string | null;
}

export interface ExplainedViolation {
  readonly policy: string | null;
  readonly rule: string;
  readonly message: string;
  /** As the manifest has it, or as far as the message names it. */
  readonly field: string | null;
  readonly source: ({ readonly file: string } & Position) | null;
  /** What the field says, as JSON; null when it says nothing or that is not known. */
  readonly have: string | null;
  /** What it has to say, in words or lines of YAML. */
  readonly want: string | null;
  readonly fix: 'safe' | 'proposed' | 'none';
}

export interface NextSteps {
  readonly fix: {
    readonly command: string | null;
    readonly safe: number;
    readonly proposed: number;
    readonly diff: string;
  };
  readonly exception: { readonly command: string; readonly maxDays: number } | null;
  readonly policy: {
    readonly likelihood: 'unlikely' | 'possible' | 'likely' | 'unknown';
    readonly because: string;
    readonly command: string | null;
  };
}
