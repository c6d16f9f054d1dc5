import { type Json, type JsonObject, own } from '../../kube/json.ts';
import { parseImageReference } from '../../language/jmespath/image-reference.ts';
import { describeImage, type ImagePlace } from './description.ts';
import { type ImageEvidence, type SignedLayer, textsOf } from './evidence.ts';
import { findManifest, listOf, type Pulled, pullBlob, pullManifest, readJson } from './pull.ts';
import { RegistryError } from './registry-error.ts';
import { type RegistryOptions, Transport } from './transport.ts';

const MAX_LAYERS = 100;
const MAX_BUNDLES = 50;

/** Reads what registries hold of images. What is asked for by its digest is checked against it. */
export class RegistryClient {
  readonly #options: RegistryOptions;

  constructor(options: RegistryOptions = {}) {
    this.#options = options;
  }

  /**
   * Everything there is to verify `image` by: cosign's signatures and attestations, which are looked for in `repository`, or
   * beside the image when that is '', and the Sigstore bundles that refer to it. Throws RegistryError.
   */
  async evidence(image: string, repository: string): Promise<ImageEvidence> {
    const { images, top } = await this.#pull(image);
    const beside = repository === '' ? images : this.#transport(placeOf(repository));
    const stem = top.digest.replace(':', '-');
    return {
      digest: top.digest,
      manifest: Buffer.from(top.bytes).toString('base64'),
      signatures: await readLayers(beside, `${stem}.sig`),
      attestations: await readLayers(beside, `${stem}.att`),
      bundles: await readBundles(images, top.digest),
    };
  }

  /** The image itself: its manifest and configuration, as policies see them. Throws RegistryError. */
  async describe(image: string): Promise<JsonObject> {
    const { images, top, place } = await this.#pull(image);
    return await describeImage(image, place, images, top);
  }

  async #pull(image: string): Promise<{ images: Transport; top: Pulled; place: ImagePlace }> {
    const place = placeOf(image);
    const images = this.#transport(place);
    const top = await findManifest(images, place.digest || place.tag);
    if (top === null) throw new RegistryError(`image ${image} is not there`);
    return { images, top, place };
  }

  #transport({ registry, path }: ImagePlace): Transport {
    return new Transport(registry, path, this.#options);
  }
}

function placeOf(image: string): ImagePlace {
  const reference = parseImageReference(image);
  if (typeof reference === 'string') throw new RegistryError(`invalid image '${image}' (${reference})`);
  const { registry, path, tag, digest } = reference;
  return { registry: registry || 'docker.io', path, tag, digest };
}

/** The layers of the image that cosign keeps under a tag; none when there is no such image. */
async function readLayers(repository: Transport, tag: string): Promise<SignedLayer[]> {
  const manifest = await findManifest(repository, tag);
  const layers = manifest === null ? [] : listOf(manifest.value, 'layers');
  if (layers.length > MAX_LAYERS) throw new RegistryError(`${tag} has more than ${MAX_LAYERS} layers`);
  const read: SignedLayer[] = [];
  for (const layer of layers) {
    const payload = await pullBlob(repository, own(layer, 'digest'));
    read.push({
      payload: Buffer.from(payload).toString('base64'),
      annotations: textsOf(own(layer, 'annotations')),
    });
  }
  return read;
}

/** By the referrers API, or by the tag that stands for it at older registries. */
async function readBundles(images: Transport, digest: string): Promise<Json[]> {
  const referrers = (await readReferrers(images, digest)).filter((one) => {
    const type = own(one, 'artifactType');
    return typeof type === 'string' && type.startsWith('application/vnd.dev.sigstore.bundle');
  });
  if (referrers.length > MAX_BUNDLES)
    throw new RegistryError(`too many referrers found, max limit is ${MAX_BUNDLES}`);
  const bundles: Json[] = [];
  for (const referrer of referrers) {
    const wanted = own(referrer, 'digest');
    if (typeof wanted !== 'string') continue;
    const [layer] = listOf((await pullManifest(images, wanted)).value, 'layers');
    bundles.push(readJson(await pullBlob(images, own(layer, 'digest')), wanted));
  }
  return bundles;
}

async function readReferrers(images: Transport, digest: string): Promise<readonly Json[]> {
  const answer = await images.get(`referrers/${digest}`, 'application/vnd.oci.image.index.v1+json');
  if (answer !== null) return listOf(readJson(answer, 'the list of referrers'), 'manifests');
  const tagged = await findManifest(images, digest.replace(':', '-'));
  return tagged === null ? [] : listOf(tagged.value, 'manifests');
}
