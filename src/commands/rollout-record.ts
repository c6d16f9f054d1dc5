import { loadConfig } from '../config/load.ts';
import { type LevelVersion, policyName } from '../engine/pod-security/index.ts';
import { type JudgingFacts, recordedPolicies } from '../evidence/judged-policies.ts';
import { recordScan, type ScanSummary } from '../evidence/record-scan.ts';
import { ScanRecorder } from '../evidence/scan-recorder.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import { planPath, readPlans } from '../rollout/read-plans.ts';
import type { ScanObserver } from '../scan/scan.ts';
import type { Io } from './command.ts';
import { openOwners } from './owners.ts';
import { actorOf, type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

export interface RecordFlags extends StoreFlags {
  readonly rollouts?: string;
  readonly config?: string;
}

/** The levels that the rollouts at hand are about: a recorded scan judges every workload at them. */
export async function rolloutLevels(flags: RecordFlags, io: Io): Promise<LevelVersion[]> {
  const path = planPath(io.cwd, flags.rollouts);
  if (path === undefined) return [];
  const plans = await readPlans(io.cwd, path);
  const pins = new Map(
    plans.flatMap(({ plan }) => (plan.pin === null ? [] : [[policyName(plan.pin), plan.pin]])),
  );
  return [...pins.values()];
}

/** A scan in the course of being recorded. */
export interface Recording {
  readonly observer: ScanObserver;
  /** Writes everything down, and says so in a line. */
  finish(): Promise<string>;
}

/** What was written down, in one line. */
function recordedLine({ complete, gaps, subjects, findings, gone }: ScanSummary): string {
  const counts = `${subjects} workloads, ${findings.open} open findings (${findings.opened} new, ${findings.closed} closed), ${gone} gone`;
  if (complete) return `Recorded a complete scan: ${counts}.\n`;
  return `Recorded a scan that is NOT complete: ${counts}. It vouches for nothing and closes nothing: ${gaps[0]}${gaps.length > 1 ? ` (and ${gaps.length - 1} more)` : ''}\n`;
}

export interface RecordingFacts extends JudgingFacts {
  /** Whether the user said what `latest` means. */
  readonly latestGiven: boolean;
  readonly podKinds: PodKinds;
}

/** Opens the store before anything is judged: a scan that could not be recorded should not run for nothing. */
export async function startRecording(flags: RecordFlags, io: Io, facts: RecordingFacts): Promise<Recording> {
  const config = loadConfig(io.cwd, flags.config);
  const store = await storeOf(flags, config, io, false);
  const startedAt = io.now().getTime();
  const owners = await openOwners(config, io);
  const recorder = new ScanRecorder({
    salt: store.salt,
    podKinds: facts.podKinds,
    ownerOf: (resource) => owners.own(resource) ?? '',
    fileOf: (resource) => owners.pathOf(resource),
  });
  const { policies, recorded } = recordedPolicies(facts);
  return {
    observer: {
      resource: (resource) => recorder.resource(resource),
      verdict: (verdict) => {
        const found = recorded(verdict);
        if (found !== undefined) recorder.verdict(found);
      },
      gap: (reason) => recorder.gaps.push(reason),
    },
    finish: async () => {
      try {
        recorder.settleOwners((file) => owners.ofFile(file) ?? '');
        const summary = await recordScan(
          store,
          {
            scope: scopeOf(flags, config, io),
            source: 'template',
            startedAt,
            endedAt: io.now().getTime(),
            policies,
            kubernetes: facts.latestGiven ? facts.latest : '',
            gaps: [],
            actor: actorOf(io),
          },
          recorder,
        );
        return recordedLine(summary);
      } finally {
        await store.close();
      }
    },
  };
}
