import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceEvent } from './event.ts';
import { openInputs, type ReadOptions } from './inputs.ts';

/** A folder of files for one test, gone after it. Contents that begin with `#!` are programs. */
export async function withFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      if (typeof content === 'string' && content.startsWith('#!')) chmodSync(path, 0o755);
    }
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Reading {
  readonly paths: readonly string[];
  readonly stdin?: string;
  readonly kinds?: readonly string[];
  readonly options?: Partial<ReadOptions>;
}

/** Everything that reading gives, in short lines: `Pod team/name file:line`, `! CODE file:line`, `- CODE file`. */
export async function read(cwd: string, reading: Reading): Promise<string[]> {
  return (await readEvents(cwd, reading)).map(lineOf);
}

export async function readEvents(
  cwd: string,
  { paths, stdin = '', kinds, options }: Reading,
): Promise<SourceEvent[]> {
  const inputs = openInputs(paths, {
    cwd,
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    env: { PATH: '' },
    isClusterScoped: (_apiVersion, kind) => kind === 'Namespace',
    ...options,
  });
  const events: SourceEvent[] = [];
  for await (const batch of inputs.read(kinds)) events.push(...batch);
  await inputs.close();
  return events;
}

function lineOf(event: SourceEvent): string {
  switch (event.type) {
    case 'resource': {
      const { kind, namespace, name, origin } = event.resource;
      return `${kind} ${namespace}/${name} ${origin.file}:${origin.start.line}`;
    }
    case 'error':
      return `! ${event.error.code} ${event.error.file}${event.error.line === undefined ? '' : `:${event.error.line}`}`;
    case 'notice':
      break;
  }
  return `- ${event.notice.code} ${event.notice.file}`;
}

/** A ConfigMap of this name, which is the shortest manifest there is. */
export function manifest(name: string, more = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
}
