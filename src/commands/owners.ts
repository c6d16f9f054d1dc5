import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type CodeOwners, codeOwnersPaths, parseCodeOwners } from '../approval/codeowners.ts';
import { Git } from '../approval/git.ts';
import { ownerOf } from '../approval/owner.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Resource } from '../kube/resource.ts';
import { defaultMaxFileSize } from '../source/file-bytes.ts';
import { wholeFile } from '../source/whole-file.ts';
import type { Io } from './command.ts';

/** Who answers for a resource: its own label or annotation, its namespace's, else the CODEOWNERS of its file. */
export type Owners = (resource: Resource, namespace: Resource | undefined) => string | null;

export async function openOwners(config: LoadedConfig, io: Io): Promise<Owners> {
  const owners = await codeOwners(config, io);
  const key = config.settings.owner?.key ?? 'team';
  return (resource, namespace) => {
    const { file } = resource.origin;
    const path = owners && file !== '' ? relative(owners.root, resolve(io.cwd, file)) : undefined;
    return ownerOf(resource, namespace, key, owners?.rules, path);
  };
}

async function codeOwners(
  { settings, folder }: LoadedConfig,
  io: Io,
): Promise<{ readonly root: string; readonly rules: CodeOwners } | undefined> {
  const root = await new Git(io.cwd, io.env).maybe('rev-parse', '--show-toplevel').catch(() => undefined);
  if (root === undefined) return undefined;
  const named = settings.approval?.codeowners;
  const paths =
    named === undefined ? codeOwnersPaths.map((path) => resolve(root, path)) : [resolve(folder, named)];
  const found = paths.find((path) => existsSync(path));
  return found === undefined
    ? undefined
    : { root, rules: parseCodeOwners(wholeFile(found, defaultMaxFileSize).toString()) };
}
