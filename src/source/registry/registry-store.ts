import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { RegistryClient } from './client.ts';
import { type ImageEvidence, readEvidence } from './evidence.ts';
import { RegistryError } from './registry-error.ts';

/**
 * What registries hold, for judging, which cannot wait for them: what is asked for and not there is noted, fetched between
 * two rounds, and there in the next one.
 *
 *     do verdicts = judge(store); while (await store.fetchMissing(client));
 */
export class RegistryStore {
  readonly #evidence: Kept<ImageEvidence>;
  readonly #descriptions: Kept<Json>;

  /** With what `record` gave another time. */
  constructor(recorded: Json = {}) {
    this.#evidence = new Kept(entriesOf(own(recorded, 'evidence'), readEvidence));
    this.#descriptions = new Kept(entriesOf(own(recorded, 'images'), (value) => value));
  }

  /** What to verify an image by; its signatures in `repository` or, when that is '', beside it. Throws RegistryError. */
  evidence(image: string, repository: string): ImageEvidence {
    return this.#evidence.get(repository === '' ? image : `${image} ${repository}`);
  }

  /** The image itself, as policies see it. Throws RegistryError. */
  describe(image: string): Json {
    return this.#descriptions.get(image);
  }

  /** True when something was fetched that was asked for before. */
  async fetchMissing(client: RegistryClient): Promise<boolean> {
    const found = await Promise.all([
      this.#evidence.fetchMissing((key) => {
        const [image = '', repository = ''] = key.split(' ');
        return client.evidence(image, repository);
      }),
      this.#descriptions.fetchMissing((image) => client.describe(image)),
    ]);
    return found.includes(true);
  }

  /** Everything known. */
  record(): JsonObject {
    const evidence = this.#evidence.known().map(([key, value]) => [key, { ...value }] as const);
    return JSON.parse(
      JSON.stringify({
        evidence: Object.fromEntries(evidence),
        images: Object.fromEntries(this.#descriptions.known()),
      }),
    ) as JsonObject;
  }
}

function entriesOf<T>(value: Json | undefined, read: (value: Json) => T | null): [string, T][] {
  return Object.entries(isObject(value) ? value : {}).flatMap(([key, one]): [string, T][] => {
    const entry = read(one ?? null);
    return entry === null ? [] : [[key, entry]];
  });
}

class Kept<T> {
  readonly #known: Map<string, T | RegistryError>;
  readonly #missing = new Set<string>();

  constructor(recorded: Iterable<readonly [string, T]>) {
    this.#known = new Map(recorded);
  }

  get(key: string): T {
    const found = this.#known.get(key);
    if (found instanceof RegistryError) throw found;
    if (found !== undefined) return found;
    this.#missing.add(key);
    throw new RegistryError(`nothing is known of image ${key.split(' ')[0] ?? ''}`);
  }

  async fetchMissing(fetch: (key: string) => Promise<T>): Promise<boolean> {
    const wanted = [...this.#missing];
    this.#missing.clear();
    await Promise.all(
      wanted.map(async (key) => {
        try {
          this.#known.set(key, await fetch(key));
        } catch (error) {
          if (!(error instanceof RegistryError)) throw error;
          this.#known.set(key, error);
        }
      }),
    );
    return wanted.length > 0;
  }

  known(): [string, T][] {
    return [...this.#known].filter((entry): entry is [string, T] => !(entry[1] instanceof RegistryError));
  }
}
