/** Why a decision is as it is. `about` names what does not change from one hour to the next; the message may. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly about?: readonly string[];
}

export type ReasonCode =
  // Why something is done.
  | 'GatePassed'
  | 'Begins'
  | 'PolicyChanged'
  | 'CarriedOver'
  | 'Regressions'
  | 'PolicyAccused'
  | 'FinalStage'
  | 'Observing'
  | 'Suspended'
  | 'TemplatesOnly'
  | 'NoQuarantine'
  | 'CompiledForm'
  // What speaks against the step.
  | 'OpenViolations'
  | 'ContractEndsSoon'
  | 'ContractNotCompiled'
  | 'DemotedTooOften'
  | 'CheckFailed'
  | 'Obstacle'
  // What is not known.
  | 'ObservedTime'
  | 'EvaluationErrors'
  | 'NotListed'
  | 'Coverage'
  | 'Scans'
  | 'Freshness'
  | 'EphemeralAdmissions'
  | 'CheckUnknown'
  // What the step waits for.
  | 'Window'
  | 'Wave'
  | 'After'
  | 'Paused'
  | 'Budget'
  | 'Approvals';
