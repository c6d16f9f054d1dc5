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
export interface Owners {
  of(resource: Resource, namespace: Resource | undefined): string | null;
  /** By its own label or annotation alone. */
  own(resource: Resource): string | null;
  /** By CODEOWNERS alone; the path is from the top of the repository. */
  ofFile(path: string): string | null;
  /** The path of a resource from the top of the repository, or from here where there is none; '' for what is in no file. */
  pathOf(resource: Resource): string;
}

export async function openOwners(config: LoadedConfig, io: Io): Promise<Owners> {
  const root = await new Git(io.cwd, io.env).maybe('rev-parse', '--show-toplevel').catch(() => undefined);
  const rules = root === undefined ? undefined : codeOwners(root, config);
  const key = config.settings.owner?.key ?? 'team';
  const pathOf = ({ origin: { file } }: Resource): string =>
    file === '' || file === '-' ? '' : relative(root ?? io.cwd, resolve(io.cwd, file));
  return {
    of: (resource, namespace) => ownerOf(resource, namespace, key, rules, pathOf(resource) || undefined),
    own: (resource) => ownerOf(resource, undefined, key, undefined, undefined),
    ofFile: (path) => (path === '' ? null : (rules?.of(path)?.join(', ') ?? null)),
    pathOf,
  };
}

function codeOwners(root: string, { settings, folder }: LoadedConfig): CodeOwners | undefined {
  const named = settings.approval?.codeowners;
  const paths =
    named === undefined ? codeOwnersPaths.map((path) => resolve(root, path)) : [resolve(folder, named)];
  const found = paths.find((path) => existsSync(path));
  return found === undefined ? undefined : parseCodeOwners(wholeFile(found, defaultMaxFileSize).toString());
}
