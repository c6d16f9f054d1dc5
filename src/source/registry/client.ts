import { createHash } from 'node:crypto';
import { isObject, type Json, own } from '../../kube/json.ts';
import { parseImageReference } from '../../language/jmespath/image-reference.ts';
import { type ImageEvidence, type SignedLayer, textsOf } from './evidence.ts';
import { RegistryError } from './registry-error.ts';
import { type RegistryOptions, Transport } from './transport.ts';

const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const MAX_LAYERS = 100;
const MAX_BUNDLES = 50;

/** Reads what registries hold of images: their digests, cosign's signatures and attestations, Sigstore bundles. */
export class RegistryClient {
  readonly #options: RegistryOptions;

  constructor(options: RegistryOptions = {}) {
    this.#options = options;
  }

  /**
   * Everything there is to verify `image` by. Signatures are looked for in `repository`, or beside the image when that is
   * ''. What is read by its digest is checked against it. Throws RegistryError.
   */
  async evidence(image: string, repository: string): Promise<ImageEvidence> {
    const { registry, path, tag, digest } = placeOf(image);
    const images = new Transport(registry, path, this.#options);
    const bytes = await images.get(`manifests/${digest || tag}`, manifests);
    if (bytes === null) throw new RegistryError(`image ${image} is not there`);
    const found = digestOf(bytes);
    if (digest !== '' && digest !== found) throw new RegistryError(`image ${image} has the digest ${found}`);
    const beside = repository === '' ? images : this.#transportOf(repository);
    const stem = found.replace(':', '-');
    return {
      digest: found,
      manifest: Buffer.from(bytes).toString('base64'),
      signatures: await readLayers(beside, `${stem}.sig`),
      attestations: await readLayers(beside, `${stem}.att`),
      bundles: await readBundles(images, found),
    };
  }

  #transportOf(repository: string): Transport {
    const { registry, path } = placeOf(repository);
    return new Transport(registry, path, this.#options);
  }
}

function placeOf(image: string): { registry: string; path: string; tag: string; digest: string } {
  const reference = parseImageReference(image);
  if (typeof reference === 'string') throw new RegistryError(`invalid image '${image}' (${reference})`);
  const { registry, path, tag, digest } = reference;
  return { registry: registry || 'docker.io', path, tag, digest };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The layers of the image that cosign keeps under a tag; none when there is no such image. */
async function readLayers(repository: Transport, tag: string): Promise<SignedLayer[]> {
  const bytes = await repository.get(`manifests/${tag}`, manifests);
  if (bytes === null) return [];
  const layers = listOf(readJson(bytes, tag), 'layers');
  if (layers.length > MAX_LAYERS) throw new RegistryError(`${tag} has more than ${MAX_LAYERS} layers`);
  const read: SignedLayer[] = [];
  for (const layer of layers) {
    const payload = await readBlob(repository, own(layer, 'digest'));
    read.push({
      payload: Buffer.from(payload).toString('base64'),
      annotations: textsOf(own(layer, 'annotations')),
    });
  }
  return read;
}

async function readBlob(repository: Transport, digest: Json | undefined): Promise<Uint8Array> {
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new RegistryError('a layer has no digest');
  const bytes = await repository.get(`blobs/${digest}`, '*/*');
  if (bytes === null) throw new RegistryError(`the blob ${digest} is not there`);
  if (digestOf(bytes) !== digest) throw new RegistryError(`the blob ${digest} was altered`);
  return bytes;
}

/** By the referrers API, or by the tag that stands for it at older registries. */
async function readBundles(images: Transport, digest: string): Promise<Json[]> {
  const index =
    (await images.get(`referrers/${digest}`, 'application/vnd.oci.image.index.v1+json')) ??
    (await images.get(`manifests/${digest.replace(':', '-')}`, manifests));
  if (index === null) return [];
  const referrers = listOf(readJson(index, 'the list of referrers'), 'manifests').filter((one) => {
    const type = own(one, 'artifactType');
    return typeof type === 'string' && type.startsWith('application/vnd.dev.sigstore.bundle');
  });
  if (referrers.length > MAX_BUNDLES)
    throw new RegistryError(`too many referrers found, max limit is ${MAX_BUNDLES}`);
  const bundles: Json[] = [];
  for (const referrer of referrers) {
    const wanted = own(referrer, 'digest');
    if (typeof wanted !== 'string') continue;
    const bytes = await images.get(`manifests/${wanted}`, manifests);
    if (bytes === null || digestOf(bytes) !== wanted)
      throw new RegistryError(`the manifest ${wanted} was altered`);
    const [layer] = listOf(readJson(bytes, wanted), 'layers');
    bundles.push(readJson(await readBlob(images, own(layer, 'digest')), wanted));
  }
  return bundles;
}

function readJson(bytes: Uint8Array, what: string): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw new RegistryError(`${what} is no JSON`);
  }
}

function listOf(value: Json, key: string): readonly Json[] {
  const list = isObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? list : [];
}
