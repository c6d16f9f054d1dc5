import type { Smell } from '../engine/kyverno/smell/smell.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import type { Refuser } from './recognise/refusal.ts';

/** What the manifests say, judged by the policy that a message names or by all that were given. */
export interface Judged {
  /** The files and folders, as they were named. */
  readonly paths: readonly string[];
  /** The files and folders of policies, where any were named beside the configuration's. */
  readonly policyPaths: readonly string[];
  readonly resources: readonly Resource[];
  readonly failures: readonly Verdict[];
  /** The policies that had a say, whatever they said. */
  readonly policies: ReadonlySet<string>;
  /** Whose each policy is. */
  readonly engines: ReadonlyMap<string, Refuser>;
  readonly namespace: (name: string) => Resource | undefined;
  /** The object that a policy is written in. */
  readonly policyOf: (name: string) => Resource | undefined;
  /** What in a policy does not do what it seems to. */
  readonly smellsOf: (name: string) => readonly Smell[];
}
