import { levelProblem, parseLevel } from '../engine/pod-security/level.ts';
import type { LevelVersion } from '../engine/pod-security/level-version.ts';
import { parseVersion, type Version, versionProblem } from '../engine/pod-security/version.ts';
import { CodedError } from '../error.ts';

/** A flag or setting with a value that nobody understands. */
export class SettingError extends CodedError<'BAD_SETTING'> {
  constructor(where: string, problem: string) {
    super('BAD_SETTING', `${where}: ${problem}`);
  }
}

/** Reads `restricted` or `restricted@v1.34`; `where` names the flag or setting in the error. */
export function parseLevelVersion(text: string, where: string): LevelVersion {
  const sign = text.indexOf('@');
  const level = parseLevel(sign < 0 ? text : text.slice(0, sign));
  if (level === undefined) throw new SettingError(where, `${levelProblem}, found ${JSON.stringify(text)}`);
  if (sign < 0) return { level, version: 'latest' };
  const version = parseVersion(text.slice(sign + 1));
  if (version === undefined)
    throw new SettingError(where, `the version ${versionProblem}, found ${JSON.stringify(text)}`);
  return { level, version };
}

/** Reads a cluster's version: `1.34` or `v1.34`. */
export function parseKubernetes(text: string, where: string): Version {
  const version = parseVersion(text.startsWith('v') ? text : `v${text}`);
  if (version === undefined || version === 'latest') {
    throw new SettingError(
      where,
      `expected a Kubernetes version such as 1.34, found ${JSON.stringify(text)}`,
    );
  }
  return version;
}
