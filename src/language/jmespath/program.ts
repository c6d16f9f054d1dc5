import type { Json } from '../../kube/json.ts';
import { JMESPathError } from './error.ts';

export interface SearchOptions {
  /** The time that `time_now` and its kin tell. Without it they are errors. */
  readonly now?: Date;
  /** A number in [0, 1) for `random`. */
  readonly random?: () => number;
  /** The registry of an image reference that names none; `docker.io` unless told. */
  readonly defaultRegistry?: string;
  /** The addresses of a host name, for `is_external_url`. Without it a host name is an error. */
  readonly resolveHost?: (host: string) => readonly string[];
}

export interface Program {
  readonly expression: string;
  /** Throws NotFoundError when the path ends in a missing key, JMESPathError for anything else. Never changes `data`. */
  search(data: Json, options?: SearchOptions): Json;
}

/** Throws JMESPathError, with the offset, for an expression that cannot be parsed. */
export function compile(expression: string): Program {
  throw new JMESPathError('not built yet', expression, 0);
}
