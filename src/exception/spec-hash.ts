import { hash } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { ExceptionContract } from './contract.ts';

/**
 * What approvals are bound to. Name and namespace belong to it: the same spec in another namespace excuses other
 * workloads.
 */
export function specHash({ metadata: { name, namespace }, spec }: ExceptionContract): string {
  return `sha256:${hash('sha256', canonical({ name, namespace, spec }), 'hex')}`;
}
