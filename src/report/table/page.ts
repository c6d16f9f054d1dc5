import type { LevelVersion } from '../../engine/pod-security/level-version.ts';
import type { VerdictRecord } from '../../record.ts';
import type { ScanResult } from '../../scan/result.ts';
import type { Paint } from '../terminal/paint.ts';

/** What a section of the table is made from. A section is a function from this to lines. */
export interface Page {
  readonly result: ScanResult;
  /** Fails and errors other than Pod Security's for readiness only. */
  readonly problems: readonly VerdictRecord[];
  readonly width: number;
  readonly paint: Paint;
}

/** A level in the table of namespaces; the version is left to the outputs that have room for it. */
export function levelText({ level }: LevelVersion): string {
  return level === 'privileged' ? '-' : level;
}
