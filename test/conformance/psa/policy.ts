import { type LevelVersion, parseLevel, parseVersion } from '../../../src/engine/pod-security/index.ts';

export function policyOf(level: string, version: string): LevelVersion {
  const parsed = { level: parseLevel(level), version: parseVersion(version) };
  if (parsed.level === undefined || parsed.version === undefined)
    throw new Error(`no policy: ${level}:${version}`);
  return { level: parsed.level, version: parsed.version };
}
