import type { JsonObject, Path } from './json.ts';

/** A place in a file as people count: the first line and the first column are 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a resource was read, and how to find its fields there. */
export interface Origin {
  /** The file as the user named it, `-` for standard input, or the template a chart rendered it from. */
  readonly file: string;
  /** Where the document begins. */
  readonly start: Position;
  /**
   * The place of the field at `path`, or of its nearest ancestor that is written down. Computed when asked for.
   * Not available for objects that came from no text.
   */
  locate?(path: Path): Position | undefined;
}

/** One Kubernetes object, with where it came from. `namespace` is '' for cluster-scoped objects. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** `metadata.name`, or `metadata.generateName` when there is no name, or ''. */
  readonly name: string;
  readonly object: JsonObject;
  readonly origin: Origin;
}
