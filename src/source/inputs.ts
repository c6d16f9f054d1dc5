import { resolve } from 'node:path';
import type { SourceEvent } from './event.ts';
import { expandInputs } from './expand.ts';
import { defaultMaxFileSize, fileBytes, tooLarge } from './file-bytes.ts';
import { isBlank, readBytes } from './read-bytes.ts';
import type { DocumentContext } from './read-document.ts';
import { baseOrigins, chartOrigins, inChart } from './read-rendered.ts';
import type { ChartUnit, KustomizeUnit, Unit } from './unit.ts';
import { errorEvent, Unreadable } from './unreadable.ts';

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
  /** The version of Kubernetes that charts are told to render for. */
  readonly kubeVersion?: string;
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
  return new OpenInputs(paths, options);
}

class OpenInputs implements Inputs {
  readonly #paths: readonly string[];
  readonly #options: ReadOptions;
  readonly #maxSize: number;
  #units: Unit[] | undefined;
  #stdin: Promise<Iterable<Uint8Array>> | undefined;
  readonly #rendered = new Map<Unit, Promise<Buffer | Unreadable>>();

  constructor(paths: readonly string[], options: ReadOptions) {
    this.#paths = paths;
    this.#options = options;
    this.#maxSize = options.maxFileSize ?? defaultMaxFileSize;
  }

  async *read(kinds?: readonly string[]): AsyncGenerator<readonly SourceEvent[]> {
    this.#units ??= await expandInputs(this.#paths, this.#options);
    let events: SourceEvent[] = [];
    for (const [index, unit] of this.#units.entries()) {
      this.#renderAhead(index);
      for await (const batch of this.#readUnit(unit, kinds)) {
        events = events.length === 0 ? batch : events.concat(batch);
        // Small files come together, so that not each of them costs the reader a turn.
        if (events.length < smallBatch) continue;
        yield events;
        events = [];
      }
    }
    if (events.length > 0) yield events;
  }

  close(): Promise<void> {
    this.#rendered.clear();
    this.#stdin = undefined;
    return Promise.resolve();
  }

  async *#readUnit(unit: Unit, kinds: readonly string[] | undefined): AsyncGenerator<SourceEvent[]> {
    switch (unit.type) {
      case 'event':
        if (kinds === undefined) yield [unit.event];
        break;
      case 'file':
        yield* this.#readFile(unit.path, unit.asked, kinds);
        break;
      case 'stdin': {
        this.#stdin ??= collect(this.#options.stdin, this.#maxSize);
        const context = this.#context('-', true);
        const originOf = chartOrigins(this.#options.cwd, (template) => template);
        yield* readBytes(await this.#stdin, { ...context, originOf }, kinds);
        break;
      }
      case 'chart':
      case 'kustomize':
        yield* this.#readRendered(unit, kinds);
        break;
    }
  }

  #readFile(path: string, asked: boolean, kinds: readonly string[] | undefined): Generator<SourceEvent[]> {
    const bytes = fileBytes(resolve(this.#options.cwd, path), this.#maxSize);
    return readBytes(bytes, this.#context(path, asked), kinds);
  }

  async *#readRendered(
    unit: ChartUnit | KustomizeUnit,
    kinds: readonly string[] | undefined,
  ): AsyncGenerator<SourceEvent[]> {
    const rendered = await this.#render(unit);
    if (rendered instanceof Unreadable) {
      if (kinds === undefined) yield [notRendered(unit, rendered)];
      if (unit.type === 'kustomize') yield* this.#readInstead(unit, kinds);
      return;
    }
    if (kinds === undefined && unit.files.length > 0) yield [renderedNotice(unit)];
    const { cwd } = this.#options;
    const context = this.#context(unit.path, false);
    const originOf =
      unit.type === 'chart'
        ? chartOrigins(cwd, inChart(unit.path))
        : baseOrigins(unit, cwd, context, this.#maxSize);
    // What has everything switched off renders to nothing at all, which is no mistake.
    const bytes = isBlank(rendered) ? Buffer.from('# nothing\n') : rendered;
    yield* readBytes([bytes], { ...context, originOf }, kinds);
  }

  /** The whole objects of a tree that cannot be built, as they stand. */
  *#readInstead(unit: KustomizeUnit, kinds: readonly string[] | undefined): Generator<SourceEvent[]> {
    const parts = new Set(unit.parts);
    if (kinds === undefined && parts.size > 0) {
      const message = `${parts.size} files of this kustomization are no objects of their own: not judged`;
      yield [
        { type: 'notice', notice: { code: 'KUSTOMIZE_PART', message, file: unit.path, files: unit.parts } },
      ];
    }
    for (const path of unit.files) if (!parts.has(path)) yield* this.#readFile(path, false, kinds);
  }

  #context(file: string, asked: boolean): DocumentContext {
    const { namespace = 'default' } = this.#options;
    return {
      file,
      asked,
      namespace,
      isClusterScoped: (apiVersion, kind) => this.#options.isClusterScoped(apiVersion, kind),
    };
  }

  /** Starts rendering what comes next while what is there is still being read. */
  #renderAhead(index: number): void {
    for (const unit of (this.#units ?? []).slice(index, index + renderedAhead)) {
      if (unit.type === 'chart' || unit.type === 'kustomize') void this.#render(unit);
    }
  }

  #render(unit: ChartUnit | KustomizeUnit): Promise<Buffer | Unreadable> {
    let rendering = this.#rendered.get(unit);
    if (rendering === undefined) {
      const run = rendered(unit, this.#options);
      rendering = run.catch((error: unknown) => {
        if (error instanceof Unreadable) return error;
        throw error;
      });
      this.#rendered.set(unit, rendering);
    }
    return rendering;
  }
}

const renderedAhead = 2;

async function rendered(unit: ChartUnit | KustomizeUnit, options: ReadOptions): Promise<Buffer> {
  const { renderChart, renderKustomization } = await import('./render.ts');
  return unit.type === 'chart' ? renderChart(unit, options) : renderKustomization(unit, options);
}

/** Found by the way, what lacks a program or the network is no mistake of the user's. */
function notRendered(unit: ChartUnit | KustomizeUnit, { code, message }: Unreadable): SourceEvent {
  const excused = code === 'MISSING_BINARY' || code === 'REMOTE_RESOURCE' || code === 'UNUSED_COMPONENT';
  if (unit.asked || !excused) return errorEvent(code, message, unit.path);
  const files = unit.type === 'chart' ? { files: unit.files } : {};
  return {
    type: 'notice',
    notice: { code: 'NOT_RENDERED', message: `not rendered: ${message}`, file: unit.path, ...files },
  };
}

function renderedNotice(unit: ChartUnit | KustomizeUnit): SourceEvent {
  const what = unit.type === 'chart' ? 'Helm chart' : 'kustomize tree';
  const message = `${unit.files.length} files of this ${what} are judged as what they render to`;
  return { type: 'notice', notice: { code: 'RENDERED', message, file: unit.path, files: unit.files } };
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
