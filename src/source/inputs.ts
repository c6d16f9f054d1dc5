import { resolve } from 'node:path';
import type { SourceEvent } from './event.ts';
import { expandInputs, type Unit } from './expand.ts';
import { defaultMaxFileSize, fileBytes, tooLarge } from './file-bytes.ts';
import { readBytes } from './read-bytes.ts';
import type { DocumentContext } from './read-document.ts';

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
export function openInputs(paths: readonly string[], options: ReadOptions): Inputs {
  const maxSize = options.maxFileSize ?? defaultMaxFileSize;
  let units: Unit[] | undefined;
  let stdin: Promise<Iterable<Uint8Array>> | undefined;

  async function* read(kinds?: readonly string[]): AsyncGenerator<readonly SourceEvent[]> {
    units ??= expandInputs(paths, options);
    let events: SourceEvent[] = [];
    for (const unit of units) {
      if (unit.type === 'event') {
        if (kinds === undefined) events.push(unit.event);
        continue;
      }
      for await (const batch of readUnit(unit, kinds)) {
        events = events.length === 0 ? batch : events.concat(batch);
        // Small files come together, so that not each of them costs a turn of the event loop.
        if (events.length < smallBatch) continue;
        yield events;
        events = [];
      }
    }
    if (events.length > 0) yield events;
  }

  async function* readUnit(
    unit: Exclude<Unit, { type: 'event' }>,
    kinds: readonly string[] | undefined,
  ): AsyncGenerator<SourceEvent[]> {
    switch (unit.type) {
      case 'file':
        yield* readBytes(
          fileBytes(resolve(options.cwd, unit.path), maxSize),
          contextOf(unit.path, unit.asked),
          kinds,
        );
        break;
      case 'stdin':
        stdin ??= collect(options.stdin, maxSize);
        yield* readBytes(await stdin, contextOf('-', true), kinds);
        break;
    }
  }

  function contextOf(file: string, asked: boolean): DocumentContext {
    return {
      file,
      asked,
      namespace: options.namespace ?? 'default',
      isClusterScoped: (apiVersion, kind) => options.isClusterScoped(apiVersion, kind),
    };
  }

  return { read, close: () => Promise.resolve() };
}

const smallBatch = 64;

/** Keeps the bytes of standard input. What is wrong with it shows when they are read. */
async function collect(chunks: AsyncIterable<Uint8Array>, maxSize: number): Promise<Iterable<Uint8Array>> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxSize) return failing(tooLarge(size, maxSize));
    kept.push(chunk);
  }
  return kept;
}

function failing(error: Error): Iterable<Uint8Array> {
  return {
    [Symbol.iterator](): Iterator<Uint8Array> {
      throw error;
    },
  };
}
