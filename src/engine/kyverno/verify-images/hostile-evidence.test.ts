import { beforeAll, expect, test } from 'vitest';
import { type Certified, certify } from '../../../../test/support/certificates.ts';
import {
  claimOf,
  envelopeOf,
  logPromise,
  sha256,
  signatureLayer,
} from '../../../../test/support/registry.ts';
import type { Json, JsonObject } from '../../../kube/json.ts';
import { RegistryStore } from '../../../source/registry/registry-store.ts';
import { createRequest } from '../../engine.ts';
import { withRegistry } from '../../registry-lookup.ts';
import { loadKyvernoEngine } from '../engine.ts';
import { clusterOf, resourceOf } from '../testing.ts';

const image = 'registry.test/app:v1';
const digest = sha256(Buffer.from('the image'));
const type = 'https://example.com/scan/v1';
let root: Certified;
let leaf: Certified;
let good: JsonObject;

beforeAll(async () => {
  root = await certify({ name: 'root', authority: true });
  leaf = await certify({ name: 'leaf', issuer: root, email: 'dev@example.com' });
  good = { digest, manifest: '', ...signed() };
});

/** A signature, an attestation and a bundle, all by the leaf. */
function signed(): JsonObject {
  const certified = { 'dev.sigstore.cosign/certificate': leaf.pem, 'dev.sigstore.cosign/chain': root.pem };
  const layer = signatureLayer(claimOf(digest), leaf.key, certified);
  const log = { privateKey: root.key, publicKey: root.publicKey };
  const bundle = logPromise(layer, leaf.pem, log, Date.parse('2026-03-01') / 1000);
  const envelope = envelopeOf(digest, type, { findings: 3 }, leaf.key);
  const annotations = { ...layer.annotations, 'dev.sigstore.cosign/bundle': bundle };
  return {
    signatures: [{ payload: layer.payload.toString('base64'), annotations }],
    attestations: [
      { payload: Buffer.from(JSON.stringify(envelope)).toString('base64'), annotations: certified },
    ],
    bundles: [
      {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: Buffer.from(leaf.certificate.rawData).toString('base64') },
          tlogEntries: [],
        },
        dsseEnvelope: { ...envelope },
      },
    ],
  };
}

function policies(): JsonObject[] {
  const quiet = { rekor: { url: 'https://rekor.test', ignoreTlog: true }, ctlog: { ignoreSCT: true } };
  const logged = { rekor: { url: 'https://rekor.test', pubkey: root.publicPem }, ctlog: { ignoreSCT: true } };
  const off = { mutateDigest: false, verifyDigest: false, required: false };
  const by = (attestor: JsonObject): JsonObject => ({ ...off, attestors: [{ entries: [attestor] }] });
  return [
    by({ keys: { publicKeys: leaf.publicPem, ...quiet } }),
    by({ certificates: { certChain: root.pem, ...logged } }),
    by({ keyless: { roots: root.pem, subject: 'dev@*', ...logged } }),
    { ...by({ keyless: { roots: root.pem, ...quiet } }), type: 'SigstoreBundle' },
    {
      ...off,
      attestations: [
        {
          type,
          attestors: [{ entries: [{ certificates: { certChain: root.pem, ...quiet } }] }],
          conditions: [{ all: [{ key: '{{ findings }}', operator: 'LessThan', value: 5 }] }],
        },
      ],
    },
  ];
}

const pod = resourceOf(
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { containers: [{ name: 'a', image }] },
  }),
);

async function judges(): Promise<((evidence: Json) => { status?: string; message?: string })[]> {
  return await Promise.all(
    policies().map(async (entry) => {
      const policy = {
        apiVersion: 'kyverno.io/v1',
        kind: 'ClusterPolicy',
        metadata: { name: 'images' },
        spec: {
          rules: [
            {
              name: 'signed',
              match: { any: [{ resources: { kinds: ['Pod'] } }] },
              verifyImages: [{ imageReferences: ['*'], ...entry }],
            },
          ],
        },
      };
      const { engine, problems } = await loadKyvernoEngine([resourceOf(JSON.stringify(policy))]);
      expect(problems).toEqual([]);
      return (evidence: Json) => {
        const store = new RegistryStore({ evidence: { [image]: evidence } });
        const [first] = engine.evaluate(createRequest(pod), withRegistry(clusterOf(), store));
        return first?.result ?? {};
      };
    }),
  );
}

test('what was signed is accepted', async () => {
  for (const judge of await judges()) expect(judge(good)).toMatchObject({ status: 'pass' });
});

/** Anything may come from a registry: nothing of it may end the judging, and little of it may pass. */
test('what was spoilt is refused with a reason', async () => {
  const seed = 20260825;
  const random = generator(seed);
  const all = await judges();
  let passes = 0;
  const rounds = 100;
  for (let round = 0; round < rounds; round++) {
    const spoilt = spoil(structuredClone(good), random) as JsonObject;
    for (const [index, judge] of all.entries()) {
      const { status, message } = judge({ ...spoilt, digest });
      expect(['pass', 'fail'], `seed ${seed}, round ${round}, policy ${index}: ${message ?? ''}`).toContain(
        status,
      );
      if (status === 'pass') passes++;
    }
  }
  // Most of what is spoilt belongs to other policies than the one that judges.
  expect(passes).toBeLessThan(rounds * all.length);
  expect(passes).toBeGreaterThan(0);
});

test('every byte of a signature counts', async () => {
  const [byKey, , keyless] = await judges();
  const random = generator(7);
  for (let round = 0; round < 200; round++) {
    const spoilt = structuredClone(good) as {
      signatures: { payload: string; annotations: Record<string, string> }[];
    };
    const [layer] = spoilt.signatures;
    if (layer === undefined) throw new Error('no signature');
    if (random() < 0.5) layer.payload = flip(layer.payload, random);
    else {
      const name = 'dev.cosignproject.cosign/signature';
      layer.annotations[name] = flip(layer.annotations[name] ?? '', random);
    }
    for (const judge of [byKey, keyless]) expect(judge?.(spoilt as unknown as Json).status).toBe('fail');
  }
});

/** One bit of what is written in base64. */
function flip(text: string, random: () => number): string {
  const bytes = Buffer.from(text, 'base64');
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return bytes.toString('base64');
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Puts something else somewhere. */
function spoil(value: Json, random: () => number): Json {
  const entries = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const key = entries[Math.floor(random() * entries.length)];
  if (key === undefined || random() < 0.08) return other(value, random);
  const holder = value as Record<string, Json>;
  holder[key] = spoil(holder[key] ?? null, random);
  return holder;
}

function other(value: Json, random: () => number): Json {
  if (typeof value === 'string' && random() < 0.5) {
    const at = Math.floor(random() * value.length);
    return `${value.slice(0, at)}${random() < 0.5 ? '' : 'A'}${value.slice(at + 1)}`;
  }
  const values: readonly Json[] = [null, '', 0, -1, true, [], {}, 'x', [null], { a: [] }, '{', 'AAAA', 1e99];
  return values[Math.floor(random() * values.length)] ?? null;
}
