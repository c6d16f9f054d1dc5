import type { Level } from './level.ts';
import type { Version } from './version.ts';

/** A level of the standards at a version. */
export interface LevelVersion {
  readonly level: Level;
  readonly version: Version;
}

/** As upstream prints it in its messages: `restricted:v1.34`. */
export function printLevelVersion(policy: LevelVersion): string {
  return `${policy.level}:${policy.version}`;
}

/** As Portcullis names the policy in verdicts: `restricted@v1.34`. */
export function policyName(policy: LevelVersion): string {
  return `${policy.level}@${policy.version}`;
}

export function sameLevelVersion(a: LevelVersion, b: LevelVersion): boolean {
  return a.level === b.level && a.version === b.version;
}
