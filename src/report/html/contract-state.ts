import type { ContractOverview } from '../overview/overview.ts';

type Stated = Pick<ContractOverview, 'state'>;

/** It excuses now. */
export function isInForce({ state }: Stated): boolean {
  return state === 'Active' || state === 'Expiring' || state === 'Overdue';
}

export function isOver({ state }: Stated): boolean {
  return state === 'Expired' || state === 'Revoked' || state === 'Replaced' || state === 'Removed';
}
