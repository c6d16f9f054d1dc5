import type { Json, JsonObject } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import { listOf, type Pulled, pullBlob, pullManifest, readJson } from './pull.ts';
import { RegistryError } from './registry-error.ts';
import type { Transport } from './transport.ts';

/** Where an image is, as its reference says. */
export interface ImagePlace {
  readonly registry: string;
  readonly path: string;
  readonly tag: string;
  readonly digest: string;
}

/** An image as Kyverno's `imageRegistry` context shows it (kyverno v1.19 context/loaders/imagedata.go). */
export async function describeImage(
  image: string,
  place: ImagePlace,
  images: Transport,
  top: Pulled,
): Promise<JsonObject> {
  const index = listOf(top.value, 'manifests');
  const manifest = index.length === 0 ? top : await pullManifest(images, childOf(image, index));
  const config = own(own(manifest.value, 'config'), 'digest');
  const { registry, repository } = fullNameOf(place);
  const { tag } = writtenTag(image);
  const identifier = place.digest === '' ? place.tag : `${tag === '' ? '' : `${tag}@`}${place.digest}`;
  return {
    image,
    resolvedImage: `${registry}/${repository}@${top.digest}`,
    registry,
    repository,
    identifier,
    manifestList: index.length === 0 ? null : top.value,
    manifest: manifest.value,
    configData: readJson(await pullBlob(images, config), `the configuration of ${image}`),
  };
}

/** The names that Docker Hub has in the registry's own API. */
function fullNameOf({ registry, path }: ImagePlace): { registry: string; repository: string } {
  if (registry !== 'docker.io') return { registry, repository: path };
  return { registry: 'index.docker.io', repository: path.includes('/') ? path : `library/${path}` };
}

/** The tag before a digest. */
function writtenTag(image: string): { readonly tag: string } {
  const [before = '', digest] = image.split('@');
  const colon = before.lastIndexOf(':');
  return { tag: digest === undefined || colon < 0 ? '' : before.slice(colon + 1) };
}

/** Upstream looks at the image for its own kind of machine. */
function childOf(image: string, index: readonly Json[]): string {
  const child = index.find((one) => {
    const platform = own(one, 'platform');
    return (
      platform === undefined || (own(platform, 'os') === 'linux' && own(platform, 'architecture') === 'amd64')
    );
  });
  const digest = own(child, 'digest');
  if (typeof digest === 'string') return digest;
  throw new RegistryError(`no child with platform linux/amd64 in index ${image}`);
}
