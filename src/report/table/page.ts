import type { LevelVersion } from '../../engine/pod-security/level-version.ts';
import type { VerdictRecord } from '../../record.ts';
import type { ScanResult } from '../../scan/result.ts';
import type { Sample } from '../sample.ts';
import type { Paint } from '../terminal/paint.ts';

/** What a section of the table is made from. A section is a function from this to lines. */
export interface Page {
  readonly result: ScanResult;
  /** Fails at enforce, of every engine. */
  readonly refused: Sample<VerdictRecord>;
  /** By rule: fails of policies at warn, audit or no stage, and what could not be judged. */
  readonly policies: readonly Sample<VerdictRecord>[];
  /** By rule: what Portcullis itself recommends. */
  readonly advice: readonly Sample<VerdictRecord>[];
  readonly width: number;
  readonly paint: Paint;
}

/** A level in the table of namespaces; the version is left to the outputs that have room for it. */
export function levelText({ level }: LevelVersion): string {
  return level === 'privileged' ? '-' : level;
}
