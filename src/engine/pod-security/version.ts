/** A policy version: the rules as Kubernetes `v1.N` had them, or the newest ones. */
export type Version = 'latest' | `v1.${number}`;

/** Upstream's words for a version it does not know (pod-security-admission api/helpers.go, v0.37.2). */
export const versionProblem = 'must be "latest" or "v1.x"';

const largestMinor = 9_223_372_036_854_775_807n;

/** The version that `text` names, or undefined: `latest`, or `v1.` and a minor without leading zeros within int64. */
export function parseVersion(text: string): Version | undefined {
  if (text === 'latest') return 'latest';
  const digits = text.startsWith('v1.') ? text.slice(3) : '';
  if (digits.length === 0 || digits.length > 19) return undefined;
  if (!/^(?:[0-9]|[1-9][0-9]*)$/.test(digits)) return undefined;
  return BigInt(digits) <= largestMinor ? (text as Version) : undefined;
}

/** The minor number of a version; `latest` is newer than every number. */
export function minorOf(version: Version): number {
  return version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice(3));
}
