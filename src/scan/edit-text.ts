import type { FieldEdit } from '../engine/pod-security/check.ts';
import { fieldText } from '../field.ts';
import { at, type Json, own, type Path } from '../kube/json.ts';

const lists: readonly (string | number)[] = ['containers', 'initContainers', 'ephemeralContainers'];

/** One edit as a person reads it: `container web: securityContext.privileged: false`, `pod: remove hostNetwork`. */
export function editText(object: unknown, path: Path, edit: FieldEdit, advice: string): string {
  const { owner, field } = split(object, path);
  if (edit === 'remove') return `${owner}: remove ${field}`;
  if (edit === 'choose') return `${owner}: ${field}: ${advice}`;
  return `${owner}: ${field}: ${valueText(edit.set)}`;
}

/** Whose field it is, and its path from there. */
function split(object: unknown, path: Path): { owner: string; field: string } {
  const list = path.findIndex((step, index) => lists.includes(step) && typeof path[index + 1] === 'number');
  const from = list < 0 ? path.lastIndexOf('spec') + 1 : list + 2;
  const holder = at(object, path.slice(0, from));
  const field = fieldText(holder, path.slice(from));
  if (list < 0) return { owner: 'pod', field };
  const name = own(holder, 'name');
  const kind =
    path[list] === 'containers' ? 'container' : String(path[list]).replace('Containers', ' container');
  return { owner: `${kind} ${typeof name === 'string' ? name : String(path[list + 1])}`, field };
}

/** As it would be written in YAML. */
function valueText(value: Json): string {
  return typeof value === 'string' && /^[A-Za-z][\w/.-]*$/.test(value) ? value : JSON.stringify(value);
}
