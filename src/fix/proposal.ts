import type { Check } from '../engine/pod-security/index.ts';
import { at, isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { PodTemplate } from '../kube/pod-template.ts';
import type { Edit } from './edit.ts';

/** A change that is only right if a person says so. It is made when its id is accepted, with a value where one is asked. */
export interface Proposal {
  /** What would be changed. */
  readonly text: string;
  /** What a person has to know or decide. */
  readonly reason: string;
  /** What the value after `--accept ID=` is; null when none is taken. */
  readonly value: string | null;
  /** The edits, or what is wrong with the value. */
  edits(value: string | undefined): readonly Edit[] | string;
}

/** What can be proposed for a field that has no single right value; null where there is a right one or nothing at all. */
export function proposalFor(
  object: JsonObject,
  pod: PodTemplate,
  check: Check,
  inPod: Path,
): Proposal | null {
  const path = [...pod.path, ...inPod];
  if (check.id === 'runAsUser') return userId(path);
  if (check.id === 'runAsNonRoot' && runsAsRoot(pod.spec, inPod)) return notAsRoot(path);
  if (inPod.includes('capabilities') && inPod.includes('add')) return capability(path, at(object, path));
  if (inPod[0] === 'spec' && inPod[1] === 'volumes') return emptyDirectory(object, path);
  return null;
}

function userId(path: Path): Proposal {
  return {
    text: 'runAsUser: UID',
    reason:
      'a user other than 0 that the image can run as; who owns the files it writes is for the image to say',
    value: 'UID',
    edits: (value) => {
      const user = value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
      // The API server refuses ids beyond int32.
      return user > 0 && user < 2 ** 31
        ? [{ op: 'set', path, value: user }]
        : `expected a user id from 1 to 2147483647, found ${value === undefined ? 'none' : JSON.stringify(value)}`;
    },
  };
}

/** Beside `runAsUser: 0` the kubelet would not start the container: one must not change without the other. */
function notAsRoot(path: Path): Proposal {
  return {
    text: 'runAsNonRoot: true',
    reason: 'runAsUser: 0 stands against it, and the container would not start; change both',
    value: null,
    edits: () => [{ op: 'set', path, value: true }],
  };
}

function runsAsRoot(spec: JsonObject, inPod: Path): boolean {
  return inPod[1] === 'securityContext'
    ? rootContainers(spec)
    : userOf(spec, at(spec, inPod.slice(1, 3))) === 0;
}

/** Whether any container is told to run as user 0, itself or by its pod. */
export function rootContainers(spec: JsonObject): boolean {
  return ['initContainers', 'containers', 'ephemeralContainers'].some((list) => {
    const containers = own(spec, list);
    return Array.isArray(containers) && containers.some((container) => userOf(spec, container) === 0);
  });
}

function userOf(spec: JsonObject, container: Json | undefined): Json | undefined {
  return at(container, ['securityContext', 'runAsUser']) ?? at(spec, ['securityContext', 'runAsUser']);
}

function capability(path: Path, value: Json | undefined): Proposal {
  return {
    text: `remove ${JSON.stringify(value ?? null)} from capabilities.add`,
    reason: 'the level does not let it be added; somebody has to say that the program works without it',
    value: null,
    edits: () => [{ op: 'remove', path }],
  };
}

/** Only a hostPath may be a folder that nothing outlives; other volumes hold data of their own. */
function emptyDirectory(object: JsonObject, path: Path): Proposal | null {
  const volume = path.slice(0, path.lastIndexOf('volumes') + 2);
  const source = at(object, [...volume, 'hostPath']);
  if (!isObject(source)) return null;
  const where = own(source, 'path');
  return {
    text: `emptyDir: {} in the place of hostPath ${typeof where === 'string' ? where : ''}`.trimEnd(),
    reason: 'the folder of the node is then not seen, and what is written is gone with the pod',
    value: null,
    edits: () => [
      { op: 'set', path: [...volume, 'emptyDir'], value: {} },
      { op: 'remove', path: [...volume, 'hostPath'] },
    ],
  };
}
