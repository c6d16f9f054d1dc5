import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { importExceptions } from '../exception/import.ts';
import { contractProblems } from '../exception/problems.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import { count, oneLine } from '../report/terminal/layout.ts';
import { openInputs } from '../source/inputs.ts';
import { makeFolder } from '../source/make-folder.ts';
import { writeYaml } from '../yaml/write.ts';
import type { Io } from './command.ts';
import { type ExceptionFlags, exceptionsFolder, guarded } from './exception-context.ts';

export interface ImportFlags extends ExceptionFlags {
  readonly write?: boolean;
}

export async function runImport(paths: readonly string[], flags: ImportFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const config = loadConfig(io.cwd, flags.config);
    const { resources, problems } = await read(paths, io);
    const { drafts, debt } = importExceptions(resources, { days: 30 }, io.now());
    const good = drafts.filter((draft) => contractProblems(draft).length === 0);
    if (flags.write === true) {
      for (const draft of good) {
        const file = join(
          exceptionsFolder(flags, config, io),
          draft.metadata.namespace,
          `${draft.metadata.name}.yaml`,
        );
        if (existsSync(resolve(io.cwd, file))) continue;
        makeFolder(dirname(resolve(io.cwd, file)));
        writeFileSync(resolve(io.cwd, file), writeYaml(draft as unknown as JsonObject));
        io.stdout.write(`${file}\n`);
      }
    } else io.stdout.write(good.map((draft) => writeYaml(draft as unknown as JsonObject)).join('---\n'));
    io.stderr.write(
      `${count(good.length, 'draft')} without owner, reason and risk: each is a debt until somebody takes it or lets it go.\n`,
    );
    if (debt.length > 0)
      io.stderr.write(
        `Too wide to become a contract:\n${debt.map((line) => `  ${oneLine(line)}\n`).join('')}`,
      );
    for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
    return problems.length > 0 ? 3 : 0;
  });
}

async function read(
  paths: readonly string[],
  io: Io,
): Promise<{ resources: Resource[]; problems: string[] }> {
  const inputs = openInputs(paths, {
    cwd: io.cwd,
    stdin: io.stdin,
    env: io.env,
    isClusterScoped: (apiVersion, kind) => builtInKind(apiVersion, kind)?.namespaced !== true,
  });
  const resources: Resource[] = [];
  const problems: string[] = [];
  try {
    for await (const events of inputs.read()) {
      for (const event of events) {
        if (event.type === 'resource') resources.push(event.resource);
        else if (event.type === 'error')
          problems.push(`${event.error.file}:${event.error.line ?? 1}: ${event.error.message}`);
      }
    }
  } finally {
    await inputs.close();
  }
  return { resources, problems };
}
