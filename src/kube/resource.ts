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
  /** The same with all there is to say of it: for regions in reports and for edits. */
  place?(path: Path): FieldPlace | undefined;
}

/** Where a field, or its nearest ancestor that is written down, stands in the file. */
export interface FieldPlace {
  /** Its key; null for a list item and for the object as a whole. */
  readonly key: TextSpan | null;
  /** Its value; empty when there is none behind the colon. */
  readonly value: TextSpan;
  /** False when the field itself is not written and this is an ancestor of it. */
  readonly written: boolean;
  /** How many steps of the path are written. */
  readonly depth: number;
  /** Other places mean this text too, through an alias or a merge: an edit here changes them. */
  readonly shared: boolean;
}

/** From `start` up to but not including `end`. The bytes are counted from the start of the file. */
export interface TextSpan {
  readonly start: Position;
  readonly end: Position;
  readonly startByte: number;
  readonly endByte: number;
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
