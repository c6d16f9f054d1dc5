import type { ContractSpec, RiskLevel } from './contract.ts';

export const day: number = 24 * 60 * 60 * 1000;

/** What an organisation allows; `portcullis.yaml` overrides the days. */
export interface Limits {
  /** The longest term, in days, by risk. */
  readonly days: Readonly<Record<RiskLevel, number>>;
  /** The longest term of a contract that says it is permanent. A Critical one keeps to its own. */
  readonly permanentDays: number;
  /** How often a contract may be renewed. A permanent one is attested anew each time instead. */
  readonly renewals: number;
  /** How many people must approve. */
  readonly approvers: Readonly<Record<RiskLevel, number>>;
}

export const defaultLimits: Limits = {
  days: { Low: 90, Medium: 60, High: 30, Critical: 7 },
  permanentDays: 365,
  renewals: 2,
  approvers: { Low: 1, Medium: 1, High: 1, Critical: 2 },
};

/** The longest term of a contract with this spec, in days. */
export function maxDays(spec: Pick<ContractSpec, 'risk' | 'exit'>, limits: Limits): number {
  const { level } = spec.risk;
  const permanent = spec.exit?.kind === 'Permanent' && level !== 'Critical';
  return permanent ? Math.max(limits.permanentDays, limits.days[level]) : limits.days[level];
}
