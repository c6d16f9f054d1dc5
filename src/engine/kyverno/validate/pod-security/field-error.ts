import { sortedSet } from '../../../../kube/bytes-order.ts';
import { at, type Json, type Path } from '../../../../kube/json.ts';
import { goText } from '../../go/text.ts';
import { textOf } from '../../read.ts';

/** One field a Pod Security check refuses, with the value that is wrong there. */
export interface FieldError {
  /** In the pod: `['spec', 'hostPID']`. */
  readonly path: Path;
  /** True for a field that has to be there. */
  readonly required: boolean;
  /** What stands there; '' where upstream names none. */
  readonly value: string | boolean | number | readonly string[];
}

/** The fields of a check as the fork of pod-security-admission that Kyverno v1.19 is built with lists them. */
export function fieldErrors(check: string, fields: readonly Path[], pod: Json): readonly FieldError[] {
  switch (check) {
    case 'hostProbesAndHostLifecycle':
      return [];
    case 'capabilities_baseline':
    case 'capabilities_restricted':
      return capabilityErrors(fields, pod);
    case 'runAsNonRoot':
      return [...errorsAt(check, fields, pod), ...unsetBelowFalse(pod)];
    case 'seccompProfile_restricted':
      return setOrUnset(errorsAt(check, fields, pod));
    default:
      return errorsAt(check, fields, pod);
  }
}

function errorsAt(check: string, fields: readonly Path[], pod: Json): FieldError[] {
  return fields.map((field) => errorAt(check, field, pod));
}

/** Below a pod that says false, containers that say nothing are listed too. */
function unsetBelowFalse(pod: Json): FieldError[] {
  if (at(pod, ['spec', 'securityContext', 'runAsNonRoot']) !== false) return [];
  return containerLists.flatMap((list) => {
    const containers = at(pod, ['spec', list]);
    if (!Array.isArray(containers)) return [];
    return containers
      .map((_, index): Path => ['spec', list, index, 'securityContext', 'runAsNonRoot'])
      .filter((path) => (at(pod, path) ?? null) === null)
      .map(required);
  });
}

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'];

/** What sets no profile is listed only where nothing sets a wrong one. */
function setOrUnset(errors: readonly FieldError[]): readonly FieldError[] {
  return errors.every((error) => error.required) ? errors : errors.filter((error) => !error.required);
}

function errorAt(check: string, field: Path, pod: Json): FieldError {
  const value = at(pod, field) ?? null;
  switch (check) {
    case 'allowPrivilegeEscalation':
      if ((at(pod, field.slice(0, -1)) ?? null) === null) return required(field);
      return forbidden(field, value === null ? 'nil' : valueOf(value));
    case 'runAsNonRoot':
    case 'seccompProfile_restricted':
      return value === null ? required(field) : forbidden(field, valueOf(value));
    case 'hostPathVolumes':
      return forbidden(field, valueOf(at(value, ['path'])));
    case 'restrictedVolumes':
      return forbidden(field.length === 3 ? [...field, 'unknown'] : field, '');
    case 'sysctls':
      return forbidden([...field, 'name'], valueOf(at(value, ['name'])));
    default:
      return forbidden(field, valueOf(value));
  }
}

function required(path: Path): FieldError {
  return { path, required: true, value: '' };
}

function forbidden(path: Path, value: FieldError['value']): FieldError {
  return { path, required: false, value };
}

function valueOf(value: Json | undefined): string | boolean | number {
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : typeof value === 'string' ? value : '';
}

/** Capabilities are listed by container, what is missing before what is added. */
function capabilityErrors(fields: readonly Path[], pod: Json): FieldError[] {
  const errors: FieldError[] = [];
  const added = new Map<string, { readonly path: Path; readonly names: string[] }>();
  for (const field of fields) {
    const last = field.at(-1);
    if (typeof last !== 'number') {
      errors.push(dropError(field, pod));
      continue;
    }
    const path = field.slice(0, -1);
    const key = path.join('/');
    const entry = added.get(key) ?? { path, names: [] };
    entry.names.push(textOf(at(pod, field)));
    added.set(key, entry);
  }
  return [...errors, ...[...added.values()].map(({ path, names }) => forbidden(path, sortedSet(names)))];
}

function dropError(path: Path, pod: Json): FieldError {
  const dropped = at(pod, path);
  if (!Array.isArray(dropped) || dropped.length === 0) return required(path);
  return forbidden(path, sortedSet(dropped.map(String)));
}

/** `spec.containers[0].securityContext.privileged`, `metadata.annotations[key]` */
export function errorPath({ path }: FieldError): string {
  return path.reduce<string>((text, step, index) => {
    if (typeof step === 'number' || path[index - 1] === 'annotations') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The values that an exclusion's `values` are compared with. */
export function badValues({ value }: FieldError): readonly string[] {
  if (typeof value === 'object') return value;
  return value === '' ? [] : [String(value)];
}

/** `spec.hostPID is forbidden, forbidden values found: true` */
export function errorText(error: FieldError, path: string): string {
  if (error.required) return `${path}: Required value`;
  const { value } = error;
  if (value === '') return `${path}: Forbidden`;
  return `${path} is forbidden, forbidden values found: ${goText(value as Json)}`;
}
