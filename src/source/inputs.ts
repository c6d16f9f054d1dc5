import type { SourceEvent } from './event.ts';

export interface ReadOptions {
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For manifests of namespaced kinds that name none. */
  readonly namespace?: string;
  /** Globs of paths, relative to `cwd`, that are left out. */
  readonly ignore?: readonly string[];
  readonly helm?: HelmOptions;
  /** In bytes. */
  readonly maxFileSize?: number;
  /** True when objects of that kind live in no namespace. */
  isClusterScoped(apiVersion: string, kind: string): boolean;
}

export interface HelmOptions {
  readonly values?: readonly string[];
  readonly set?: readonly string[];
}

/** The inputs of one command. They can be read more than once: standard input and rendered charts are kept. */
export interface Inputs {
  /**
   * All there is, in order, some documents at a time. With `kinds`, only the resources of those kinds, found without
   * parsing most of the others; errors and notices are then left to the full reading.
   */
  read(kinds?: readonly string[]): AsyncIterable<readonly SourceEvent[]>;
  close(): Promise<void>;
}

/**
 * Opens files, folders, globs and `-`.
 *
 *     const inputs = openInputs(['k8s/', '-'], options);
 *     for await (const events of inputs.read(['Namespace'])) remember(events);
 *     for await (const events of inputs.read()) judge(events);
 */
export function openInputs(_paths: readonly string[], _options: ReadOptions): Inputs {
  throw new Error('not written yet');
}
