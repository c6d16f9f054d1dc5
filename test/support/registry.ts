import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Keys as cosign makes them. */
export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
}

export function keyPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** A layer as cosign writes it. */
export interface TestLayer {
  readonly payload: Buffer;
  readonly annotations: Record<string, string>;
}

/** A registry in this process, on the loopback: enough of the Distribution API to pull from. */
export class TestRegistry {
  readonly #blobs = new Map<string, Buffer>();
  readonly #tags = new Map<string, Buffer>();
  readonly #referrers = new Map<string, object[]>();
  readonly #server: Server;
  /** Where set, pulling takes a token, which takes these credentials. */
  credentials: { readonly username: string; readonly password: string } | null = null;
  requests = 0;

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Gives the digest of an image of that content. */
  push(repository: string, tag: string, content: string): string {
    return this.pushManifest(repository, tag, { schemaVersion: 2, mediaType: MANIFEST, config: { content } });
  }

  /** An image with that configuration. */
  pushImage(repository: string, tag: string, config: object): { digest: string; manifest: object } {
    const blob = Buffer.from(JSON.stringify(config));
    this.#blobs.set(sha256(blob), blob);
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: { digest: sha256(blob) }, layers: [] };
    return { digest: this.pushManifest(repository, tag, manifest), manifest };
  }

  pushManifest(repository: string, tag: string, manifest: object): string {
    const bytes = Buffer.from(JSON.stringify(manifest));
    this.#tags.set(`${repository}:${tag}`, bytes);
    this.#tags.set(`${repository}:${sha256(bytes)}`, bytes);
    return sha256(bytes);
  }

  /** What cosign keeps beside an image: `sig` or `att`. */
  attach(repository: string, digest: string, suffix: 'sig' | 'att', layers: readonly TestLayer[]): void {
    const written = layers.map(({ payload, annotations }) => {
      this.#blobs.set(sha256(payload), payload);
      return { digest: sha256(payload), size: payload.length, annotations };
    });
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers: written }));
    this.#tags.set(`${repository}:${digest.replace(':', '-')}.${suffix}`, manifest);
  }

  /** A Sigstore bundle that refers to an image. */
  refer(repository: string, digest: string, bundle: object): void {
    const blob = Buffer.from(JSON.stringify(bundle));
    this.#blobs.set(sha256(blob), blob);
    const layers = [{ digest: sha256(blob), size: blob.length }];
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers }));
    this.#tags.set(`${repository}:${sha256(manifest)}`, manifest);
    const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const known = this.#referrers.get(digest) ?? [];
    this.#referrers.set(digest, [...known, { digest: sha256(manifest), artifactType }]);
  }

  /** Puts other bytes where a blob was. */
  tamper(blob: Buffer, other: Buffer): void {
    this.#blobs.set(sha256(blob), other);
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.requests++;
    if (url.startsWith('/token')) {
      const { username = '', password = '' } = this.credentials ?? {};
      const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      if (headers.authorization !== basic) response.writeHead(401).end();
      else response.writeHead(200).end(JSON.stringify({ token: 'let-me-in' }));
      return;
    }
    if (this.credentials !== null && headers.authorization !== 'Bearer let-me-in') {
      const challenge = `Bearer realm="http://${this.host}/token",service="test"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return;
    }
    const body = this.#find(url);
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(body);
  }

  #find(url: string): Buffer | undefined {
    const [, repository = '', kind = '', what = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(url) ?? [];
    if (kind === 'blobs') return this.#blobs.get(what);
    if (kind === 'manifests') return this.#tags.get(`${repository}:${what}`);
    const manifests = this.#referrers.get(what);
    return manifests === undefined ? undefined : Buffer.from(JSON.stringify({ manifests }));
  }
}

/** What cosign signs for an image. */
export function claimOf(digest: string, optional: Record<string, string> = {}): Buffer {
  const critical = {
    identity: { 'docker-reference': '' },
    image: { 'docker-manifest-digest': digest },
    type: 'cosign container image signature',
  };
  return Buffer.from(JSON.stringify({ critical, optional }));
}

/** The layer of a signature; more annotations are those of a certificate or a log. */
export function signatureLayer(
  payload: Buffer,
  key: KeyObject,
  annotations: Record<string, string> = {},
): TestLayer {
  const plain = key.asymmetricKeyType === 'ed25519';
  const signature = sign(plain ? null : 'sha256', payload, key).toString('base64');
  return { payload, annotations: { 'dev.cosignproject.cosign/signature': signature, ...annotations } };
}

/** An in-toto statement about an image, in a signed envelope. */
export function envelopeOf(
  digest: string,
  predicateType: string,
  predicate: object,
  key: KeyObject,
): { payloadType: string; payload: string; signatures: { sig: string; keyid: string }[] } {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType,
      subject: [{ name: 'image', digest: { sha256: digest.slice('sha256:'.length) } }],
      predicate,
    }),
  );
  const payloadType = 'application/vnd.in-toto+json';
  const data = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${statement.length} `),
    statement,
  ]);
  const sig = sign('sha256', data, key).toString('base64');
  return { payloadType, payload: statement.toString('base64'), signatures: [{ sig, keyid: '' }] };
}

/** The promise of a log to hold a signature, as cosign keeps it in an annotation. */
export function logPromise(
  layer: TestLayer,
  signer: string,
  log: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  integratedTime: number,
): string {
  const hash = { algorithm: 'sha256', value: sha256(layer.payload).slice('sha256:'.length) };
  const entry = {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash },
      signature: {
        content: layer.annotations['dev.cosignproject.cosign/signature'],
        publicKey: { content: Buffer.from(signer).toString('base64') },
      },
    },
  };
  const body = Buffer.from(JSON.stringify(entry)).toString('base64');
  const der = log.publicKey.export({ type: 'spki', format: 'der' });
  const logID = createHash('sha256').update(der).digest('hex');
  const Payload = { body, integratedTime, logID, logIndex: 7 };
  const SignedEntryTimestamp = sign('sha256', Buffer.from(JSON.stringify(Payload)), log.privateKey).toString(
    'base64',
  );
  return JSON.stringify({ SignedEntryTimestamp, Payload });
}
