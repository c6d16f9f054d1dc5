import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluatePodSecurity, type LevelVersion } from '../src/engine/pod-security/index.ts';
import { DecodeProblem, decoderOf } from '../src/kube/decode.ts';
import type { JsonObject } from '../src/kube/json.ts';
import { corporaFolder } from '../test/conformance/harness.ts';
import type { Bench } from './bench.ts';

const policy: LevelVersion = { level: 'restricted', version: 'latest' };

/** Pods a second at restricted:latest on one core: parsed once, freshly parsed, and from bytes. */
export const bench: Bench = {
  name: 'pod-security',
  run(short) {
    const folder = corporaFolder();
    if (folder === null) {
      console.log('  no recorded pods found; set PORTCULLIS_CORPORA to their folder');
      return;
    }
    const texts = fuzzPods(join(folder, 'psa'));
    const seconds = short ? 1 : 5;
    report('in memory, parsed once', 360_000, fastest(seconds, parsedOnce(texts)));
    report('in memory, freshly parsed', 250_000, fastest(seconds, freshlyParsed(texts)));
    report('from JSON bytes, decoded strictly', 130_000, fastest(seconds, fromBytes(texts)));
  },
};

/** The pods recorded for conformance, each as JSON. */
function fuzzPods(folder: string): readonly string[] {
  return [101, 102, 103].flatMap((seed) =>
    gunzipSync(readFileSync(join(folder, `fuzz-${seed}.jsonl.gz`)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.stringify((JSON.parse(line) as { readonly pod: JsonObject }).pod)),
  );
}

/** Judges many pods; how many, how many of them are refused, and in how many milliseconds. */
type Round = () => { readonly pods: number; readonly refused: number; readonly milliseconds: number };

function parsedOnce(texts: readonly string[]): Round {
  const pods = texts.map((text) => JSON.parse(text) as JsonObject);
  return () => timed(pods, isRefused);
}

function freshlyParsed(texts: readonly string[]): Round {
  return () =>
    timed(
      [1, 2, 3, 4, 5].flatMap(() => texts.map((text) => JSON.parse(text) as JsonObject)),
      isRefused,
    );
}

function fromBytes(texts: readonly string[]): Round {
  const requests = texts.map((text) => Buffer.from(text));
  const decode = decoderOf('v1', 'Pod');
  if (decode === undefined) throw new Error('there is no decoder for v1 Pod');
  return () =>
    timed(requests, (bytes) => {
      const pod = decode(JSON.parse(bytes.toString()));
      return pod instanceof DecodeProblem || isRefused(pod);
    });
}

function isRefused(pod: JsonObject): boolean {
  return !evaluatePodSecurity(pod, policy).allowed;
}

function timed<T>(items: readonly T[], judge: (item: T) => boolean): ReturnType<Round> {
  const start = performance.now();
  let refused = 0;
  for (const item of items) if (judge(item)) refused++;
  return { pods: items.length, refused, milliseconds: performance.now() - start };
}

/** Pods a second in the fastest round: the first ones compile, and others use the machine too. */
function fastest(seconds: number, round: Round): number {
  const end = performance.now() + seconds * 1000;
  let best = 0;
  const refused = new Set<number>();
  while (performance.now() < end || best === 0) {
    const result = round();
    refused.add(result.refused);
    best = Math.max(best, (result.pods * 1000) / result.milliseconds);
  }
  if (refused.size !== 1)
    throw new Error(`rounds refuse different numbers of pods: ${[...refused].join(', ')}`);
  return best;
}

function report(what: string, goal: number, found: number): void {
  const pods = Math.round(found).toLocaleString('en');
  console.log(
    `  ${what}: ${pods} pods/s, ${(found / goal).toFixed(2)} of the goal ${goal.toLocaleString('en')}`,
  );
}
