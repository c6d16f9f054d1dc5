import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certified, certify } from '../../../../test/support/certificates.ts';
import {
  claimOf,
  envelopeOf,
  keyPair,
  logPromise,
  type Pair,
  signatureLayer,
  type TestLayer,
  TestRegistry,
} from '../../../../test/support/registry.ts';
import type { JsonObject } from '../../../kube/json.ts';
import { RegistryClient } from '../../../source/registry/client.ts';
import { RegistryStore } from '../../../source/registry/registry-store.ts';
import { createRequest, type Lookup } from '../../engine.ts';
import { withRegistry } from '../../registry-lookup.ts';
import { type KyvernoEngine, loadKyvernoEngine } from '../engine.ts';
import type { RuleResult } from '../result.ts';
import { clusterOf, resourceOf } from '../testing.ts';

const registry = new TestRegistry();
const signer = keyPair();
const other = keyPair();
const log = keyPair();
let digest = '';
let root: Certified;
let intermediate: Certified;
let leaf: Certified;

beforeAll(async () => {
  await registry.start();
  digest = registry.push('app', 'v1', 'the image');
  root = await certify({ name: 'root', authority: true });
  intermediate = await certify({ name: 'intermediate', issuer: root, authority: true });
  leaf = await certify({
    name: 'leaf',
    issuer: intermediate,
    email: 'dev@example.com',
    oidcIssuer: 'https://accounts.example.com',
  });
});

afterAll(() => registry.stop());

/** The policy's `verifyImages`, as an object; images are those of the test's registry. */
function policy(entry: JsonObject): string {
  const rule = {
    name: 'signed',
    match: { any: [{ resources: { kinds: ['Pod'] } }] },
    verifyImages: [{ failureAction: 'Enforce', imageReferences: [`${registry.host}/*`], ...entry }],
  };
  return JSON.stringify({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'images' },
    spec: { rules: [rule] },
  });
}

function pod(image: string, more: JsonObject = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'shop', ...more },
    spec: { containers: [{ name: 'a', image }] },
  });
}

async function engineOf(entry: JsonObject): Promise<KyvernoEngine> {
  const { engine, problems } = await loadKyvernoEngine([resourceOf(policy(entry))]);
  expect(problems.map(({ message }) => message)).toEqual([]);
  return engine;
}

interface Judged {
  readonly results: readonly RuleResult[];
  readonly store: RegistryStore;
}

/** Judges in rounds: what a round asks for is fetched before the next one. */
async function judge(
  entry: JsonObject,
  image = `${registry.host}/app:v1`,
  client = new RegistryClient(),
  cluster: readonly string[] = [],
): Promise<Judged> {
  const engine = await engineOf(entry);
  const store = new RegistryStore();
  const lookup = lookupOf(store, cluster);
  const request = createRequest(resourceOf(pod(image)));
  for (;;) {
    const results = engine.evaluate(request, lookup).map(({ result }) => result);
    if (!(await store.fetchMissing(client))) return { results, store };
  }
}

function lookupOf(store: RegistryStore, cluster: readonly string[] = []): Lookup {
  return withRegistry(clusterOf(...cluster), store);
}

/** Keys whose signatures are in no log. */
function keys(...pems: readonly string[]): JsonObject {
  return { keys: { publicKeys: pems.join('\n'), rekor: { ignoreTlog: true } } };
}

function sign(layers: readonly TestLayer[], repository = 'app'): void {
  registry.attach(repository, digest, 'sig', layers);
}

async function firstAnswer(entry: JsonObject): Promise<Pick<RuleResult, 'message' | 'status'>> {
  const { results } = await judge({ mutateDigest: false, required: false, verifyDigest: false, ...entry });
  expect(results).toHaveLength(1);
  const [{ status, message } = { status: 'error', message: 'no answer' } as const] = results;
  return { status, message: message.replaceAll(registry.host, 'REGISTRY') };
}

const failure = 'failed to verify image REGISTRY/app:v1: .attestors[0].entries[0].keys: ';

describe('keys', () => {
  test('a good signature passes, and the tag becomes a digest', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    const { results } = await judge({ attestors: [{ entries: [keys(signer.pem)] }] });
    const image = `${registry.host}/app:v1`;
    expect(results.map(({ status, message }) => [status, message])).toEqual([
      ['pass', `verified image signatures for ${image}`],
      ['pass', 'image verified'],
    ]);
    const pinned = `${registry.host}/app@${digest}`;
    expect(results[0]?.patched).toMatchObject({
      metadata: {
        annotations: {
          'kyverno.io/verify-images': JSON.stringify({ [pinned]: 'pass' }),
          'kyverno.io/verify-images-scoped': JSON.stringify({
            version: 1,
            policies: { '/images': { signed: { [pinned]: 'pass' } } },
          }),
        },
      },
      spec: { containers: [{ image: `${image}@${digest}` }] },
    });
  });

  test.each([
    ['ed25519', generateKeyPairSync('ed25519')],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ])('may be %s', async (_, { privateKey, publicKey }) => {
    sign([signatureLayer(claimOf(digest), privateKey)]);
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect((await firstAnswer({ attestors: [{ entries: [keys(pem)] }] })).status).toBe('pass');
  });

  test('of somebody else do not', async () => {
    sign([signatureLayer(claimOf(digest), other.privateKey)]);
    expect(await firstAnswer({ attestors: [{ entries: [keys(signer.pem)] }] })).toEqual({
      status: 'fail',
      message: `${failure}no matching signatures: invalid signature when validating ASN.1 encoded signature`,
    });
  });

  test('nor does an image that nobody signed', async () => {
    sign([]);
    expect(await firstAnswer({ attestors: [{ entries: [keys(signer.pem)] }] })).toEqual({
      status: 'fail',
      message: `${failure}no signatures found`,
    });
  });

  test('nor what was altered after it was signed', async () => {
    const { annotations } = signatureLayer(claimOf(digest), signer.privateKey);
    sign([{ payload: claimOf(digest, { harmless: 'yes' }), annotations }]);
    expect((await firstAnswer({ attestors: [{ entries: [keys(signer.pem)] }] })).message).toContain(
      'invalid signature',
    );
  });

  test('nor the signature of another image', async () => {
    const claim = claimOf(registry.push('app', 'v2', 'another'));
    sign([signatureLayer(claim, signer.privateKey)]);
    expect((await firstAnswer({ attestors: [{ entries: [keys(signer.pem)] }] })).message).toContain(
      'invalid or missing digest in claim: sha256:',
    );
  });

  test('one good signature is enough', async () => {
    sign([
      signatureLayer(claimOf(digest), other.privateKey),
      signatureLayer(claimOf(digest), signer.privateKey),
    ]);
    expect((await firstAnswer({ attestors: [{ entries: [keys(signer.pem)] }] })).status).toBe('pass');
  });

  test('all entries must vouch, or as many as are asked for', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    const both = [keys(signer.pem), keys(other.pem)];
    expect((await firstAnswer({ attestors: [{ entries: both }] })).status).toBe('fail');
    expect((await firstAnswer({ attestors: [{ count: 1, entries: both }] })).status).toBe('pass');
    const together = [keys(signer.pem, other.pem)];
    expect((await firstAnswer({ attestors: [{ entries: together }] })).status).toBe('fail');
    expect((await firstAnswer({ attestors: [{ count: 1, entries: together }] })).status).toBe('pass');
    const nested = [{ attestor: { count: 1, entries: both } }];
    expect((await firstAnswer({ attestors: [{ entries: nested }] })).status).toBe('pass');
    expect((await firstAnswer({ attestors: [{ entries: nested }, { entries: both }] })).status).toBe('fail');
  });

  test('annotations must be as wanted', async () => {
    sign([signatureLayer(claimOf(digest, { team: 'a' }), signer.privateKey)]);
    const wanting = (team: string) => ({
      attestors: [{ entries: [{ ...keys(signer.pem), annotations: { team } }] }],
    });
    expect((await firstAnswer(wanting('a'))).status).toBe('pass');
    expect((await firstAnswer(wanting('b'))).message).toBe(
      `${failure}no signature matched the required annotations`,
    );
  });

  test('signatures may be kept elsewhere', async () => {
    sign([]);
    sign([signatureLayer(claimOf(digest), signer.privateKey)], 'signatures');
    const entry = { ...keys(signer.pem), repository: `${registry.host}/signatures` };
    expect((await firstAnswer({ attestors: [{ entries: [entry] }] })).status).toBe('pass');
  });

  test('may be in a Secret', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    const secret = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cosign', namespace: 'keys' },
      data: { 'cosign.pub': Buffer.from(signer.pem).toString('base64') },
    });
    const entry = { keys: { secret: { name: 'cosign', namespace: 'keys' }, rekor: { ignoreTlog: true } } };
    const { results } = await judge({ attestors: [{ entries: [entry] }] }, undefined, undefined, [secret]);
    expect(results[0]?.status).toBe('pass');
  });

  test.each([
    [
      'no key',
      'failed to load public key from PEM: pem to public key: PEM decoding failed',
      '-----BEGIN nonsense',
    ],
    [
      'no key inside',
      'failed to load public key from PEM: pem to public key: malformed public key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    ],
  ])('%s is a failure', async (_, message, pem) => {
    expect((await firstAnswer({ attestors: [{ entries: [keys(pem)] }] })).message).toBe(failure + message);
  });

  test('in a system that nobody can ask are an error', async () => {
    const entry = { keys: { kms: 'gcpkms://x', rekor: { ignoreTlog: true } } };
    expect((await firstAnswer({ attestors: [{ entries: [entry] }] })).status).toBe('error');
  });

  test('the older fields mean the same', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    const answer = await firstAnswer({ image: `${registry.host}/*`, imageReferences: [], key: signer.pem });
    expect(answer.message).toContain(
      'error verifying bundle: the signature comes without a promise of the log',
    );
  });
});

describe('the log', () => {
  const logged = (pem: string, pubkey = log.pem): JsonObject => ({
    attestors: [{ entries: [{ keys: { publicKeys: pem, rekor: { url: 'https://rekor.test', pubkey } } }] }],
  });
  const at = Date.parse('2026-03-01T00:00:00Z') / 1000;
  const withPromise = (layer: TestLayer, of = layer, by = log, signedBy = signer.pem): TestLayer => ({
    payload: layer.payload,
    annotations: { ...layer.annotations, 'dev.sigstore.cosign/bundle': logPromise(of, signedBy, by, at) },
  });

  test('has promised to hold the signature', async () => {
    sign([withPromise(signatureLayer(claimOf(digest), signer.privateKey))]);
    expect((await firstAnswer(logged(signer.pem))).status).toBe('pass');
  });

  test.each([
    ['nobody knows the log', 'rekor log public key not found for payload', () => [undefined, other] as const],
    [
      'it is for another signature',
      'signature in bundle does not match signature being verified',
      () => [signatureLayer(claimOf(digest, { x: 'y' }), signer.privateKey), log] as const,
    ],
  ])('and not where %s', async (_, message, promise) => {
    const layer = signatureLayer(claimOf(digest), signer.privateKey);
    const [of, by] = promise();
    sign([withPromise(layer, of ?? layer, by)]);
    expect((await firstAnswer(logged(signer.pem))).message).toContain(message);
  });

  test('and not where the promise is for another signer', async () => {
    const layer = signatureLayer(claimOf(digest), signer.privateKey);
    sign([withPromise(layer, layer, log, other.pem)]);
    expect((await firstAnswer(logged(signer.pem))).message).toContain('of another signer');
  });

  test('and not where the promise was altered', async () => {
    const layer = withPromise(signatureLayer(claimOf(digest), signer.privateKey));
    const bundle = layer.annotations['dev.sigstore.cosign/bundle'] ?? '';
    const later = bundle.replace(String(at), String(at + 1));
    sign([{ ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/bundle': later } }]);
    expect((await firstAnswer(logged(signer.pem))).message).toContain('unable to verify SET');
  });
});

describe('certificates', () => {
  const quiet = { rekor: { ignoreTlog: true }, ctlog: { ignoreSCT: true } };
  const chain = (...of: readonly Certified[]): string => of.map(({ pem }) => pem).join('\n');
  const certificates = (more: JsonObject): JsonObject => ({
    attestors: [{ entries: [{ certificates: { ...quiet, ...more } }] }],
  });

  function signByLeaf(by = leaf, between = intermediate): void {
    const annotations = {
      'dev.sigstore.cosign/certificate': by.pem,
      'dev.sigstore.cosign/chain': chain(between, root),
    };
    sign([signatureLayer(claimOf(digest), by.key, annotations)]);
  }

  test('a given one with its chain', async () => {
    signByLeaf();
    const entry = certificates({ cert: leaf.pem, certChain: chain(intermediate, root) });
    expect((await firstAnswer(entry)).status).toBe('pass');
    expect((await firstAnswer(certificates({ cert: leaf.pem }))).status).toBe('pass');
    expect((await firstAnswer(certificates({ cert: intermediate.pem }))).status).toBe('fail');
  });

  test('that the chain does not lead to is none', async () => {
    signByLeaf();
    const stranger = await certify({ name: 'root', authority: true });
    const entry = certificates({ cert: leaf.pem, certChain: chain(intermediate, stranger) });
    expect((await firstAnswer(entry)).message).toContain('x509: certificate signed by unknown authority');
  });

  test('a chain alone: each signature brings its certificate', async () => {
    signByLeaf();
    expect((await firstAnswer(certificates({ certChain: root.pem }))).status).toBe('pass');
    const stranger = await certify({ name: 'root', authority: true });
    expect((await firstAnswer(certificates({ certChain: stranger.pem }))).message).toContain(
      'unknown authority',
    );
    sign([signatureLayer(claimOf(digest), leaf.key)]);
    expect((await firstAnswer(certificates({ certChain: root.pem }))).message).toContain(
      'no certificate found on signature',
    );
  });

  test('must be for signing code', async () => {
    const server = await certify({ name: 'tls', issuer: intermediate, usages: ['1.3.6.1.5.5.7.3.1'] });
    signByLeaf(server);
    expect((await firstAnswer(certificates({ certChain: root.pem }))).message).toContain(
      'incompatible key usage',
    );
  });

  test('an issuer must be an authority', async () => {
    const forged = await certify({ name: 'forged', issuer: leaf });
    signByLeaf(forged, leaf);
    expect((await firstAnswer(certificates({ certChain: root.pem }))).message).toContain('unknown authority');
  });

  test('that have expired need a time when they had not', async () => {
    const old = await certify({
      name: 'old',
      issuer: intermediate,
      from: new Date('2026-02-01T00:00:00Z'),
      to: new Date('2026-02-01T00:10:00Z'),
    });
    signByLeaf(old);
    expect((await firstAnswer(certificates({ certChain: root.pem }))).message).toContain(
      'certificate expired before observed time: 2026-02-01T00:10:00Z is before 2026-08-25T12:00:00Z',
    );
    const layer = signatureLayer(claimOf(digest), old.key, {
      'dev.sigstore.cosign/certificate': old.pem,
      'dev.sigstore.cosign/chain': chain(intermediate, root),
    });
    const time = Date.parse('2026-02-01T00:05:00Z') / 1000;
    const promised = {
      ...layer.annotations,
      'dev.sigstore.cosign/bundle': logPromise(layer, old.pem, log, time),
    };
    sign([{ payload: layer.payload, annotations: promised }]);
    const entry = certificates({
      certChain: root.pem,
      rekor: { url: 'https://rekor.test', pubkey: log.pem },
    });
    expect((await firstAnswer(entry)).status).toBe('pass');
  });
});

describe('keyless', () => {
  const at = Date.parse('2026-03-01T00:00:00Z') / 1000;

  function keyless(more: JsonObject = {}): JsonObject {
    const own = {
      roots: `${intermediate.pem}\n${root.pem}`,
      rekor: { url: 'https://rekor.test', pubkey: log.pem },
      ctlog: { ignoreSCT: true },
    };
    return { attestors: [{ entries: [{ keyless: { ...own, ...more } }] }] };
  }

  function signKeyless(by = leaf, time = at): void {
    const layer = signatureLayer(claimOf(digest), by.key, {
      'dev.sigstore.cosign/certificate': by.pem,
      'dev.sigstore.cosign/chain': `${intermediate.pem}\n${root.pem}`,
    });
    const bundle = logPromise(layer, by.pem, log, time);
    sign([{ ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/bundle': bundle } }]);
  }

  test('the wanted identity has signed', async () => {
    signKeyless();
    const identity = { subject: '*@example.com', issuer: 'https://accounts.example.com' };
    expect(await firstAnswer(keyless(identity))).toEqual({
      status: 'pass',
      message: 'verified image signatures for REGISTRY/app:v1',
    });
    expect((await firstAnswer(keyless({ subjectRegExp: '^dev@', issuerRegExp: 'accounts' }))).status).toBe(
      'pass',
    );
  });

  test.each([
    [
      { subject: 'boss@example.com' },
      'subject mismatch: expected boss@example.com, received dev@example.com',
    ],
    [
      { issuer: 'https://elsewhere' },
      'issuer mismatch: expected https://elsewhere, received https://accounts.example.com',
    ],
    [{ subjectRegExp: '^boss' }, 'subject mismatch: expected ^boss, received dev@example.com'],
    [{ subjectRegExp: '(' }, 'invalid regexp for subject'],
    [
      { additionalExtensions: { githubWorkflowName: 'x' } },
      'extension mismatch: expected x for key githubWorkflowName, received ',
    ],
    [{ additionalExtensions: { nothing: 'x' } }, 'invalid certificate extension nothing'],
  ])('and no other: %j', async (identity, message) => {
    signKeyless();
    expect((await firstAnswer(keyless(identity))).message).toContain(message);
  });

  test('not with a certificate of other roots', async () => {
    signKeyless();
    const stranger = await certify({ name: 'root', authority: true });
    expect((await firstAnswer(keyless({ roots: stranger.pem }))).message).toContain(
      'Failed to verify certificate chain',
    );
  });

  test('not outside the time of the certificate', async () => {
    signKeyless(leaf, Date.parse('2028-01-01T00:00:00Z') / 1000);
    expect((await firstAnswer(keyless())).status).toBe('fail');
  });

  test('not without the log', async () => {
    sign([signatureLayer(claimOf(digest), leaf.key, { 'dev.sigstore.cosign/certificate': leaf.pem })]);
    expect((await firstAnswer(keyless())).message).toContain('without a promise of the log');
    expect(
      (await firstAnswer(keyless({ rekor: { url: 'https://rekor.test', ignoreTlog: true } }))).status,
    ).toBe('pass');
  });

  test('not without time-stamps of the certificate, unless they are not asked for', async () => {
    signKeyless();
    expect((await firstAnswer(keyless({ ctlog: { ignoreSCT: false } }))).message).toContain(
      'expected 1 SCTs, got 0',
    );
  });

  test('not where another key made the signature', async () => {
    const layer = signatureLayer(claimOf(digest), other.privateKey, {
      'dev.sigstore.cosign/certificate': leaf.pem,
    });
    const bundle = logPromise(layer, leaf.pem, log, at);
    sign([{ ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/bundle': bundle } }]);
    expect((await firstAnswer(keyless())).message).toContain('signature verification failed');
  });

  test("not without Sigstore's root", async () => {
    signKeyless();
    const answer = await firstAnswer({
      attestors: [{ entries: [{ keyless: { subject: '*', rekor: { url: 'https://rekor.test' } } }] }],
    });
    expect(answer.message).toContain("Sigstore's trusted root is not known here");
  });
});

describe('attestations', () => {
  const type = 'https://example.com/scan/v1';
  const attest = (predicate: JsonObject, by = signer, of = digest): void => {
    const payload = Buffer.from(JSON.stringify(envelopeOf(of, type, predicate, by.privateKey)));
    registry.attach('app', digest, 'att', [{ payload, annotations: {} }]);
  };
  const attestations = (more: JsonObject = {}): JsonObject => ({
    attestations: [{ name: 'scan', type, attestors: [{ entries: [keys(signer.pem)] }], ...more }],
  });
  const few = {
    conditions: [
      {
        all: [{ key: '{{ findings }}', operator: 'LessThan', value: 5, message: 'too many: {{ findings }}' }],
      },
    ],
  };

  test('must be signed, of the type, about the image', async () => {
    attest({ findings: 3 });
    expect(await firstAnswer(attestations())).toEqual({
      status: 'pass',
      message: `verified image attestations for REGISTRY/app@${digest}`,
    });
    expect((await firstAnswer(attestations({ type: 'https://other' }))).message).toContain(
      'attestions not found for predicate type https://other',
    );
    attest({ findings: 3 }, other);
    expect((await firstAnswer(attestations())).message).toContain(
      'no matching attestations: accepted signatures',
    );
    attest({ findings: 3 }, signer, registry.push('app', 'v3', 'a third'));
    expect((await firstAnswer(attestations())).message).toContain('no matching subject digest found');
  });

  test('and as their conditions say', async () => {
    attest({ findings: 3 });
    expect((await firstAnswer(attestations(few))).status).toBe('pass');
    attest({ findings: 7 });
    expect(await firstAnswer(attestations(few))).toEqual({
      status: 'fail',
      message:
        'image attestations verification failed, verifiedCount: 0, requiredCount: 1, error: .attestations[0].attestors[0].entries[0].keys: ' +
        `attestation checks failed for REGISTRY/app:v1 and predicate ${type}: too many: {{ findings }}`,
    });
    attest({});
    expect((await firstAnswer(attestations(few))).message).toContain('Unknown key "findings" in path');
  });

  test('conditions across them come last', async () => {
    const validate = {
      message: 'denied',
      deny: { conditions: { any: [{ key: '{{ scan.findings }}', operator: 'GreaterThan', value: 5 }] } },
    };
    attest({ findings: 3 });
    expect((await firstAnswer({ ...attestations(), validate })).message).toBe(
      'verifyImages validation is passed in signed rule',
    );
    attest({ findings: 7 });
    expect(await firstAnswer({ ...attestations(), validate })).toEqual({
      status: 'fail',
      message: 'validation in verifyImages failed: denied',
    });
  });

  test('may come in bundles', async () => {
    const name = 'https://sigstore.dev/cosign/sign/v1';
    const bundle = (by: Pair, of: string) => ({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: 'x' }, tlogEntries: [] },
      dsseEnvelope: envelopeOf(of, name, { ok: true }, by.privateKey),
    });
    const image = registry.push('bundled', 'v1', 'bundled');
    const entry = {
      type: 'SigstoreBundle',
      mutateDigest: false,
      verifyDigest: false,
      required: false,
      attestors: [
        {
          entries: [
            { keys: { publicKeys: signer.pem, rekor: { ignoreTlog: true }, ctlog: { ignoreSCT: true } } },
          ],
        },
      ],
    };
    const ask = async () => (await judge(entry, `${registry.host}/bundled:v1`)).results[0];
    registry.refer('bundled', image, bundle(other, image));
    expect((await ask())?.message).toContain(
      'sigstore bundle verification failed: no matching signatures found',
    );
    registry.refer('bundled', image, bundle(signer, digest));
    expect((await ask())?.status).toBe('fail');
    registry.refer('bundled', image, bundle(signer, image));
    expect((await ask())?.status).toBe('pass');
  });
});

describe('bundles with certificates', () => {
  const name = 'https://sigstore.dev/cosign/sign/v1';

  function entry(more: JsonObject): JsonObject {
    const keyless = {
      roots: `${intermediate.pem}\n${root.pem}`,
      rekor: { url: 'https://rekor.test', ignoreTlog: true },
      ctlog: { ignoreSCT: true },
      ...more,
    };
    return {
      type: 'SigstoreBundle',
      mutateDigest: false,
      verifyDigest: false,
      required: false,
      attestors: [{ entries: [{ keyless }] }],
    };
  }

  test.each([
    [{}, 'pass'],
    [{ subject: 'dev@example.com', issuer: 'https://accounts.example.com' }, 'pass'],
    [{ subject: 'boss@example.com', issuer: 'https://accounts.example.com' }, 'fail'],
    [{ subject: 'boss@example.com' }, 'fail'],
    [{ issuer: 'https://elsewhere' }, 'fail'],
    [{ rekor: { url: 'https://rekor.test', ignoreTlog: false, pubkey: 'LOG' } }, 'fail'],
  ])('%j: %s', async (identity, status) => {
    const image = registry.push('certified', 'v1', 'certified');
    const rawBytes = Buffer.from(leaf.certificate.rawData).toString('base64');
    registry.refer('certified', image, {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { certificate: { rawBytes }, tlogEntries: [] },
      dsseEnvelope: envelopeOf(image, name, { ok: true }, leaf.key),
    });
    const asked = JSON.parse(JSON.stringify(identity).replace('"LOG"', JSON.stringify(log.pem)));
    const { results } = await judge(entry(asked), `${registry.host}/certified:v1`);
    expect(results[0]?.status).toBe(status);
  });
});

describe('what is seen on the object', () => {
  const check = { attestors: [], mutateDigest: false };
  const found = async (
    entry: JsonObject,
    image: string,
    annotation?: string,
  ): Promise<readonly RuleResult[]> => {
    const engine = await engineOf(entry);
    const annotations = annotation === undefined ? {} : { 'kyverno.io/verify-images-scoped': annotation };
    return engine
      .evaluate(createRequest(resourceOf(pod(image, { annotations }))), clusterOf())
      .map(({ result }) => result);
  };

  test('digests', async () => {
    const image = `${registry.host}/app:v1`;
    expect(await found({ ...check, required: false }, image)).toMatchObject([
      {
        status: 'fail',
        message: `missing digest for ${image}`,
        fields: [['spec', 'containers', 0, 'image']],
      },
    ]);
    expect(await found({ ...check, required: false }, `${image}@${digest}`)).toMatchObject([
      { status: 'pass', message: 'image verified' },
    ]);
  });

  test('what was noted', async () => {
    const image = `${registry.host}/app@${digest}`;
    const note = (status: string) =>
      JSON.stringify({ version: 1, policies: { '/images': { signed: { [image]: status } } } });
    expect(await found(check, image)).toMatchObject([
      { status: 'fail', message: `unverified image ${image}` },
    ]);
    expect(await found(check, image, note('pass'))).toMatchObject([{ message: 'image verified' }]);
    expect(await found(check, image, note('fail'))).toMatchObject([{ status: 'fail' }]);
    expect(await found(check, image, note('skip'))).toMatchObject([
      { status: 'skip', message: `image skipped, skipped images: ${image}` },
    ]);
    expect((await found(check, image, '{'))[0]?.message).toContain('failed to parse scoped image metadata');
  });

  test('images of no pattern do not matter', async () => {
    expect(await found(check, 'nginx:1')).toEqual([]);
  });
});

test('an image that a change leaves alone keeps what was found', async () => {
  const image = `${registry.host}/app@${digest}`;
  const entry = { attestors: [{ entries: [keys(signer.pem)] }] };
  const engine = await engineOf(entry);
  const before = resourceOf(
    pod(image, {
      annotations: {
        'kyverno.io/verify-images-scoped': JSON.stringify({
          version: 1,
          policies: { '/images': { signed: { [image]: 'pass' } } },
        }),
      },
    }),
  );
  const request = { ...createRequest(before), operation: 'UPDATE', oldObject: before.object } as const;
  // Nobody is asked: there is no registry here.
  expect(engine.evaluate(request, clusterOf()).map(({ result }) => [result.status, result.message])).toEqual([
    ['pass', 'image verified'],
  ]);
});

describe('registries', () => {
  test('that cannot be asked are an error', async () => {
    const entry = { attestors: [{ entries: [keys(signer.pem)] }], mutateDigest: false, required: false };
    const { results } = await judge(entry, `${registry.host}/app:nowhere`);
    expect(results[0]).toMatchObject({ status: 'error' });
    expect(results[0]?.message).toContain('is not there');
  });

  test('take credentials for a token', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    registry.credentials = { username: 'me', password: 'secret' };
    const entry = { attestors: [{ entries: [keys(signer.pem)] }] };
    const known = new RegistryClient({ credentials: () => ({ username: 'me', password: 'secret' }) });
    try {
      expect((await judge(entry, undefined, known)).results[0]?.status).toBe('pass');
      expect((await judge(entry)).results[0]?.status).toBe('error');
    } finally {
      registry.credentials = null;
    }
  });

  test('may not give other bytes than were asked for', async () => {
    const layer = signatureLayer(claimOf(digest), signer.privateKey);
    sign([layer]);
    registry.tamper(layer.payload, claimOf(digest, { altered: 'yes' }));
    const { results } = await judge({ attestors: [{ entries: [keys(signer.pem)] }] });
    expect(results[0]?.message).toContain('was altered');
    registry.tamper(layer.payload, layer.payload);
  });

  test('are not asked again for what was recorded', async () => {
    sign([signatureLayer(claimOf(digest), signer.privateKey)]);
    const entry = { attestors: [{ entries: [keys(signer.pem)] }] };
    const { store } = await judge(entry);
    const recorded = new RegistryStore(store.record());
    const engine = await engineOf(entry);
    const asked = registry.requests;
    const [first] = engine.evaluate(
      createRequest(resourceOf(pod(`${registry.host}/app:v1`))),
      lookupOf(recorded),
    );
    expect(first?.result.status).toBe('pass');
    expect(registry.requests).toBe(asked);
  });
});
