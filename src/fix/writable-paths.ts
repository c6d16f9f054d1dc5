import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';

/**
 * Where a container's manifest itself says that the program writes: variables and flags whose names say so, with an
 * absolute path. What lies in a volume that can be written to needs nothing more. Nothing is guessed from the image.
 */
export function writablePaths(spec: JsonObject, container: Json): readonly string[] {
  const said = [...variables(container), ...flags(container)].flatMap(([name, value]) => {
    const path = folderOf(name, value);
    return path === undefined ? [] : [path];
  });
  const mounted = writableMounts(spec, container);
  const missing = [...new Set(said)].filter((path) => !mounted.some((mount) => lies(path, mount)));
  // A folder inside another of them comes with it.
  return missing.filter((path) => !missing.some((other) => other !== path && lies(path, other))).sort();
}

/** Names of folders and files that are made while running: `TMPDIR`, `CACHE_DIR`, `--pid-file`, `--log-dir`. */
const written =
  /(?:^|[-_.])(tmp|temp|cache|logs?|pid|run|sock|socket|lock|spool|scratch|upload|uploads)(?:[-_.]?(dir|directory|folder|path|root|home|file|name))?$/i;

function folderOf(name: string, value: string): string | undefined {
  const match = written.exec(name);
  if (match === null || !/^\/[\w./-]{1,200}$/.test(value) || value.includes('..')) return undefined;
  const clean = value.replace(/\/+/g, '/').replace(/\/$/, '');
  const isFile =
    /^(?:file|name)$/i.test(match[2] ?? '') ||
    /^(?:pid|sock|socket|lock)$/i.test(match[1] ?? '') ||
    /\.\w+$/.test(clean);
  const folder = isFile && match[2]?.toLowerCase() !== 'dir' ? clean.slice(0, clean.lastIndexOf('/')) : clean;
  // Not the root itself, and nothing that a container gets from its runtime.
  return folder === '' || /^\/(?:dev|proc|sys|etc)(?:\/|$)/.test(folder) ? undefined : folder;
}

function* variables(container: Json): Generator<readonly [string, string]> {
  const env = own(container, 'env');
  for (const one of Array.isArray(env) ? env : []) {
    const [name, value] = [own(one, 'name'), own(one, 'value')];
    if (typeof name === 'string' && typeof value === 'string') yield [name, value];
  }
}

/** `--log-dir=/var/log/app`, or the flag and the path one after the other. */
function* flags(container: Json): Generator<readonly [string, string]> {
  const words = ['command', 'args'].flatMap((key) => {
    const list = own(container, key);
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  });
  for (const [index, word] of words.entries()) {
    const match = /^--?([A-Za-z][\w.-]{0,60})(?:=(.*))?$/.exec(word);
    const value = match?.[2] ?? words[index + 1];
    if (match?.[1] !== undefined && value !== undefined) yield [match[1], value];
  }
}

/** Where volumes are mounted that the container may write to. */
function writableMounts(spec: JsonObject, container: Json): string[] {
  const volumes = own(spec, 'volumes');
  const readOnly = new Set(
    (Array.isArray(volumes) ? volumes : [])
      .filter((volume) =>
        ['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => isObject(own(volume, kind))),
      )
      .map((volume) => own(volume, 'name')),
  );
  const mounts = own(container, 'volumeMounts');
  return (Array.isArray(mounts) ? mounts : []).flatMap((mount) => {
    const path = own(mount, 'mountPath');
    const writes = own(mount, 'readOnly') !== true && !readOnly.has(own(mount, 'name'));
    return typeof path === 'string' && writes ? [path.replace(/\/$/, '')] : [];
  });
}

function lies(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
