import { LimitError } from './error.ts';
import { MAX_STEPS, MAX_TEXT } from './limits.ts';

export interface SearchOptions {
  /** The time that `time_now` and its kin tell. Without it they are errors. */
  readonly now?: Date;
  /** A number in [0, 1) for `random`; Math.random unless told. */
  readonly random?: () => number;
  /** The registry of an image reference that names none; `docker.io` unless told. */
  readonly defaultRegistry?: string;
  /** False leaves such a reference without a registry. */
  readonly enableDefaultRegistryMutation?: boolean;
  /** The addresses of a host name, for `is_external_url`. Without it a host name is an error. */
  readonly resolveHost?: (host: string) => readonly string[];
}

/** One search: what it was given, and what it may still spend. */
export class Run {
  readonly options: SearchOptions;
  /** The key behind the latest missing field; its value is `undefined` on its way up. */
  missing = '';
  #left: number = MAX_STEPS;

  constructor(options: SearchOptions) {
    this.options = options;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new LimitError(`expression needs more than ${MAX_STEPS} steps`);
  }

  /** Must be asked before a string of that length is made. */
  spendText(length: number): void {
    if (length > MAX_TEXT) throw new LimitError(`expression makes a text longer than ${MAX_TEXT} characters`);
    this.spend(1 + (length >> 6));
  }
}
