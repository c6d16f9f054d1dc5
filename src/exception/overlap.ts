import { parseTime } from '../schema/time.ts';
import type { ExceptionContract, PolicyScope, Subject } from './contract.ts';

/** Whether two contracts could excuse the same workload from the same rule. */
export function concernSame(a: ExceptionContract, b: ExceptionContract): boolean {
  return (
    a.metadata.namespace === b.metadata.namespace &&
    a.spec.subjects.some((one) => b.spec.subjects.some((other) => sameSubject(one, other))) &&
    a.spec.policies.some((one) => b.spec.policies.some((other) => samePolicy(one, other)))
  );
}

export function termsMeet(a: ExceptionContract, b: ExceptionContract): boolean {
  return time(a.spec.validFrom) < time(b.spec.expiresAt) && time(b.spec.validFrom) < time(a.spec.expiresAt);
}

function time(text: string): number {
  return parseTime(text) ?? Number.NaN;
}

function sameSubject(a: Subject, b: Subject): boolean {
  return (
    a.kind === b.kind &&
    (a.apiGroup ?? b.apiGroup) === (b.apiGroup ?? a.apiGroup) &&
    (reaches(a.name, b.name) || reaches(b.name, a.name)) &&
    meet(a.containers, b.containers) &&
    meet(a.images, b.images)
  );
}

function reaches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function samePolicy(a: PolicyScope, b: PolicyScope): boolean {
  return (
    a.engine === b.engine &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    meet(a.checks, b.checks) &&
    meet(a.rules, b.rules) &&
    meet(
      a.fields?.map(({ path }) => path),
      b.fields?.map(({ path }) => path),
    )
  );
}

/** A list that is not there means everything. */
function meet(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined || a.some((item) => b.includes(item));
}
