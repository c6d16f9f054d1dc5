import type { JsonObject } from '../../kube/json.ts';
import type { ExceptionContract } from '../contract.ts';

/** What contracts become for one engine. */
export interface Compiled {
  /** The objects, in the order in which they have to be applied; taken away in the reverse order. */
  readonly objects: readonly JsonObject[];
  /** Why the objects excuse more than the contracts say. Then each contract concerned has to accept it. */
  readonly wider: readonly Wider[];
  /** What a person has to know: where the objects excuse less, what is to be done by hand, and when. */
  readonly notes: readonly string[];
}

export interface Wider {
  readonly contract: ExceptionContract;
  readonly reason: string;
}

/** A contract with the moment at which it stops to excuse. */
export interface Ending {
  readonly contract: ExceptionContract;
  readonly end: Date;
}
