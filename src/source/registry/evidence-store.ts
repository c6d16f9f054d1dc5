import type { RegistryClient } from './client.ts';
import type { ImageEvidence } from './evidence.ts';
import { RegistryError } from './registry-error.ts';

/**
 * Evidence for judging, which cannot wait for a registry: what is asked for and not there is noted, fetched between two
 * rounds, and there in the next one.
 *
 *     do verdicts = judge(store); while (await store.fetchMissing(client));
 */
export class EvidenceStore {
  readonly #known = new Map<string, ImageEvidence | RegistryError>();
  readonly #missing = new Map<string, { readonly image: string; readonly repository: string }>();

  /** What was recorded, under `image` or, where signatures are kept elsewhere, `image repository`. */
  constructor(recorded: Readonly<Record<string, ImageEvidence>> = {}) {
    for (const [key, evidence] of Object.entries(recorded)) this.#known.set(key, evidence);
  }

  /** Throws RegistryError for what was not or could not be fetched. */
  get(image: string, repository: string): ImageEvidence {
    const key = keyOf(image, repository);
    const found = this.#known.get(key);
    if (found instanceof RegistryError) throw found;
    if (found !== undefined) return found;
    this.#missing.set(key, { image, repository });
    throw new RegistryError(`nothing is known of image ${image}`);
  }

  /** True when something was fetched that was asked for before. */
  async fetchMissing(client: RegistryClient): Promise<boolean> {
    const wanted = [...this.#missing];
    this.#missing.clear();
    await Promise.all(
      wanted.map(async ([key, { image, repository }]) => {
        try {
          this.#known.set(key, await client.evidence(image, repository));
        } catch (error) {
          if (!(error instanceof RegistryError)) throw error;
          this.#known.set(key, error);
        }
      }),
    );
    return wanted.length > 0;
  }

  /** Everything known, to be recorded. */
  record(): Record<string, ImageEvidence> {
    const recorded: Record<string, ImageEvidence> = {};
    for (const [key, evidence] of this.#known)
      if (!(evidence instanceof RegistryError)) recorded[key] = evidence;
    return recorded;
  }
}

function keyOf(image: string, repository: string): string {
  return repository === '' ? image : `${image} ${repository}`;
}
