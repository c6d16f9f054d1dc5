import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluatePodSecurity, type LevelVersion } from '../src/engine/pod-security/index.ts';
import { DecodeProblem, decoderOf } from '../src/kube/decode.ts';
import type { JsonObject } from '../src/kube/json.ts';
import { corporaFolder } from '../test/conformance/harness.ts';

const policy: LevelVersion = { level: 'restricted', version: 'latest' };
const rounds = 12;

/** Pods a second at restricted:latest on one core: parsed once, freshly parsed, and from bytes. */
export async function run(): Promise<void> {
  const folder = corporaFolder();
  if (folder === null) {
    console.log('pod-security: no corpora, nothing to measure');
    return;
  }
  const texts = fuzzPods(join(folder, 'psa'));
  report('in memory, parsed once', 360_000, parsedOnce(texts));
  report('in memory, freshly parsed', 250_000, freshlyParsed(texts));
  report('from JSON bytes, strictly decoded', 130_000, fromBytes(texts));
}

function fuzzPods(folder: string): readonly string[] {
  return [101, 102, 103].flatMap((seed) =>
    gunzipSync(readFileSync(join(folder, `fuzz-${seed}.jsonl.gz`)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.stringify((JSON.parse(line) as { readonly pod: JsonObject }).pod)),
  );
}

function parsedOnce(texts: readonly string[]): number {
  const pods = texts.map((text) => JSON.parse(text) as JsonObject);
  return fastest(() => {
    const start = performance.now();
    const forbidden = judge(pods);
    return { pods: pods.length, milliseconds: performance.now() - start, forbidden };
  });
}

function freshlyParsed(texts: readonly string[]): number {
  return fastest(() => {
    const pods = [1, 2, 3, 4, 5].flatMap(() => texts.map((text) => JSON.parse(text) as JsonObject));
    const start = performance.now();
    const forbidden = judge(pods);
    return { pods: pods.length, milliseconds: performance.now() - start, forbidden };
  });
}

function fromBytes(texts: readonly string[]): number {
  const encoder = new TextEncoder();
  const requests = texts.map((text) => encoder.encode(text));
  const decode = decoderOf('v1', 'Pod');
  if (decode === undefined) throw new Error('there is no decoder for v1 Pod');
  const decoder = new TextDecoder('utf-8');
  return fastest(() => {
    const start = performance.now();
    let forbidden = 0;
    for (const bytes of requests) {
      const pod = decode(JSON.parse(decoder.decode(bytes)));
      if (pod instanceof DecodeProblem || !evaluatePodSecurity(pod, policy).allowed) forbidden++;
    }
    return { pods: requests.length, milliseconds: performance.now() - start, forbidden };
  });
}

function judge(pods: readonly JsonObject[]): number {
  let forbidden = 0;
  for (const pod of pods) if (!evaluatePodSecurity(pod, policy).allowed) forbidden++;
  return forbidden;
}

interface Round {
  readonly pods: number;
  readonly milliseconds: number;
  readonly forbidden: number;
}

/** Pods a second in the best of several rounds: the machine is shared, and the first rounds compile. */
function fastest(round: () => Round): number {
  const results = Array.from({ length: rounds }, round);
  if (new Set(results.map(({ forbidden }) => forbidden)).size !== 1) throw new Error('rounds disagree');
  return Math.max(...results.map(({ pods, milliseconds }) => (pods * 1000) / milliseconds));
}

function report(what: string, goal: number, found: number): void {
  const ratio = (found / goal).toFixed(2);
  console.log(`pod-security, ${what}: ${Math.round(found)} pods/s (goal ${goal}, ${ratio} of it)`);
}
