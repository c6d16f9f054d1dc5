import { readOnlyRootFilesystem } from '../engine/portcullis/read-only-root.ts';
import { at, type JsonObject, own, type Path } from '../kube/json.ts';
import { type PodKinds, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Edit } from './edit.ts';
import type { Proposal } from './proposal.ts';
import { writablePaths } from './writable-paths.ts';

/** What is proposed beyond every level: a root filesystem that cannot be written to. */
export interface Recommended {
  readonly field: Path;
  readonly proposal: Proposal;
}

/** The containers that scan recommends it for, with the folders that then need a volume as far as the manifest tells. */
export function readOnlyRoots(resource: Resource, kinds?: PodKinds): readonly Recommended[] {
  const fields = readOnlyRootFilesystem(kinds)
    .judge(resource)
    .flatMap((finding) => finding.fields);
  if (fields.length === 0) return [];
  const pods = podsOf(resource, kinds);
  return fields.flatMap((field) => {
    const pod = pods.find(({ path }) => path.every((step, index) => step === field[index]));
    // Windows has no such thing.
    if (pod === undefined || own(own(pod.spec, 'os'), 'name') === 'windows') return [];
    const specPath = [...pod.path, 'spec'];
    return [{ field, proposal: proposal(resource.object, pod.spec, specPath, field) }];
  });
}

function proposal(object: JsonObject, spec: JsonObject, specPath: Path, field: Path): Proposal {
  const containerPath = field.slice(0, -2);
  const container = at(object, containerPath) ?? null;
  const known = writablePaths(spec, container);
  const where = known.length === 0 ? '' : `, with an emptyDir at ${known.join(', ')}`;
  return {
    text: `readOnlyRootFilesystem: true${where}`,
    reason: `${
      known.length === 0
        ? 'where the program writes is not in the manifest'
        : 'the manifest names these; what else the program writes to, it does not say'
    }: try it, and give every folder it needs as =/tmp,/var/run`,
    value: null,
    edits: (given) => {
      const paths = given === undefined || given === '' ? [] : given.split(',');
      const wrong = paths.find((path) => !/^\/[\w.-][\w./-]{0,200}$/.test(path) || path.includes('..'));
      if (wrong !== undefined)
        return `expected absolute paths such as /tmp,/var/run, found ${JSON.stringify(wrong)}`;
      return edits(spec, specPath, containerPath, field, [...new Set([...known, ...paths.map(trimmed)])]);
    },
  };
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

function edits(
  spec: JsonObject,
  specPath: Path,
  containerPath: Path,
  field: Path,
  paths: readonly string[],
): Edit[] {
  const container = at(spec, containerPath.slice(specPath.length));
  const name = own(container, 'name');
  const taken = namesIn(spec);
  const mounts = own(container, 'volumeMounts');
  const mounted = new Set((Array.isArray(mounts) ? mounts : []).map((mount) => own(mount, 'mountPath')));
  return [
    { op: 'set', path: field, value: true },
    ...paths
      .filter((path) => !mounted.has(path))
      .flatMap((path): Edit[] => {
        const volume = freeName(`${typeof name === 'string' ? name : 'container'}${path}`, taken);
        return [
          {
            op: 'append',
            path: [...containerPath, 'volumeMounts'],
            value: { name: volume, mountPath: path },
          },
          { op: 'append', path: [...specPath, 'volumes'], value: { name: volume, emptyDir: {} } },
        ];
      }),
  ];
}

function namesIn(spec: JsonObject): Set<string> {
  const volumes = own(spec, 'volumes');
  return new Set(
    (Array.isArray(volumes) ? volumes : [])
      .map((volume) => own(volume, 'name'))
      .filter((name) => typeof name === 'string'),
  );
}

/** `app-tmp`: a DNS label that no other volume of the pod has. */
function freeName(text: string, taken: Set<string>): string {
  const base = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 58)
    .replace(/-+$/, '');
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
