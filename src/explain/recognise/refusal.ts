import type { EngineName, Stage } from '../../verdict.ts';

/** Who refuses: an engine, or something of Kubernetes' own that is often mistaken for one. */
export type Refuser =
  | EngineName
  | 'LimitRange'
  | 'ResourceQuota'
  | 'Validation'
  | 'RBAC'
  | 'Webhook'
  | 'Kubelet';

/** What a message says, as far as its form tells. */
export interface Refusal {
  readonly refuser: Refuser;
  /** `enforce` for a refusal, `warn` for a warning, `audit` for what was only noted. */
  readonly stage: Stage;
  readonly policy: string | null;
  /** The kind of the policy, where the form of the message tells. */
  readonly policyKind?: string;
  /** The binding of a ValidatingAdmissionPolicy. */
  readonly binding?: string;
  readonly subject: RefusedSubject;
  readonly violations: readonly Violation[];
  /** A sentence for what is not a policy's refusal. */
  readonly note?: string;
}

/** Whom the request was about. Parts that the message does not name are missing. */
export interface RefusedSubject {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The file that kubectl was reading. */
  readonly file?: string;
  /** What tried to create it, where that is what the message is attached to: `ReplicaSet checkout-7c9f`. */
  readonly creator?: { readonly kind: string; readonly name: string };
}

export interface Violation {
  readonly policy: string | null;
  /** The check, rule or validation; '' where the message names none. */
  readonly rule: string;
  readonly message: string;
  /** Fields as the message names them; a container's as `containers[name=app]…` whatever list it is in. */
  readonly fields: readonly string[];
}

/** A piece of text that is one refusal, with what stood around it. */
export interface Piece {
  readonly text: string;
  readonly subject: RefusedSubject;
  readonly stage: Stage;
}

/** Reads a piece, or says that it is none of its kind. */
export type Recogniser = (piece: Piece) => Refusal | undefined;
