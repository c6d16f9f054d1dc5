import { createHash } from 'node:crypto';
import { isObject, type Json, own } from '../../kube/json.ts';
import { RegistryError } from './registry-error.ts';
import type { Transport } from './transport.ts';

const types = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A manifest or an index. */
export interface Pulled {
  readonly bytes: Uint8Array;
  readonly digest: string;
  readonly value: Json;
}

/** Null when there is none under that tag or digest. What has a digest is checked against it. Throws RegistryError. */
export async function findManifest(repository: Transport, reference: string): Promise<Pulled | null> {
  const bytes = await repository.get(`manifests/${reference}`, types);
  if (bytes === null) return null;
  const digest = digestOf(bytes);
  if (reference.includes(':') && reference !== digest)
    throw new RegistryError(`the manifest ${reference} was altered`);
  return { bytes, digest, value: readJson(bytes, `the manifest ${reference}`) };
}

export async function pullManifest(repository: Transport, reference: string): Promise<Pulled> {
  const found = await findManifest(repository, reference);
  if (found === null) throw new RegistryError(`the manifest ${reference} is not there`);
  return found;
}

export async function pullBlob(repository: Transport, digest: Json | undefined): Promise<Uint8Array> {
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new RegistryError('a layer has no digest');
  const bytes = await repository.get(`blobs/${digest}`, '*/*');
  if (bytes === null) throw new RegistryError(`the blob ${digest} is not there`);
  if (digestOf(bytes) !== digest) throw new RegistryError(`the blob ${digest} was altered`);
  return bytes;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function readJson(bytes: Uint8Array, what: string): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw new RegistryError(`${what} is no JSON`);
  }
}

export function listOf(value: Json, key: string): readonly Json[] {
  const list = isObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? list : [];
}
