import { jsonKind } from '../../kube/decode-scalar.ts';
import { goQuote } from '../../kube/go-quote.ts';
import { isObject, type Json } from '../../kube/json.ts';

export interface TypeMeta {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * What an object says it is, as apimachinery's serializer/json/meta.go (v0.37.2) finds out, or its words for why it
 * cannot: encoding/json looks for the two keys, which does not mind the case of letters.
 */
export function typeMetaOf(value: Json): TypeMeta | string {
  const found = { apiversion: '', kind: '' };
  if (!isObject(value)) {
    return value === null ? { group: '', version: '', kind: '' } : notParsed(`${wrong(value)} ${noObject}`);
  }
  for (const [key, field] of Object.entries(value)) {
    const name = key.toLowerCase();
    if ((name !== 'apiversion' && name !== 'kind') || field === null || field === undefined) continue;
    if (typeof field !== 'string') {
      const expected = name === 'kind' ? 'kind' : 'apiVersion';
      return notParsed(`${wrong(field)} Go struct field .${expected} of type string`);
    }
    found[name] = field;
  }
  const groupVersion = found.apiversion === '/' ? '' : found.apiversion;
  const [first = '', second, ...rest] = groupVersion.split('/');
  if (rest.length > 0) return `unexpected GroupVersion string: ${groupVersion}`;
  const [group, version] = second === undefined ? ['', first] : [first, second];
  return { group, version, kind: found.kind };
}

const noObject =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function wrong(value: Json): string {
  return `json: cannot unmarshal ${jsonKind(value)} into`;
}

export function notParsed(problem: string): string {
  return `couldn't get version/kind; json parse error: ${problem}`;
}

export function printGroupVersion({ group, version }: TypeMeta): string {
  return group === '' ? version : `${group}/${version}`;
}

export function notRegistered(meta: TypeMeta): string {
  const version = goQuote(printGroupVersion(meta));
  return `no kind ${goQuote(meta.kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`;
}
