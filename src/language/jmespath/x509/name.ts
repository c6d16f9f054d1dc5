import type { Json, JsonObject } from '../../../kube/json.ts';
import { fromBytes } from '../go-string.ts';
import { DerReader, readOid, TAG } from './der.ts';

/** The lists of Go's pkix.Name, by the last number of their attribute type 2.5.4.n. */
const lists: Readonly<Record<number, string>> = {
  6: 'Country',
  7: 'Locality',
  8: 'Province',
  9: 'StreetAddress',
  10: 'Organization',
  11: 'OrganizationalUnit',
  17: 'PostalCode',
};

/** A distinguished name as Go's pkix.Name becomes in JSON. */
export function readName(der: Uint8Array): JsonObject {
  const name: JsonObject = {
    Country: null,
    Organization: null,
    OrganizationalUnit: null,
    Locality: null,
    Province: null,
    StreetAddress: null,
    PostalCode: null,
    SerialNumber: '',
    CommonName: '',
    Names: null,
    ExtraNames: null,
  };
  for (const { oid, value } of readAttributes(der)) {
    append(name, 'Names', { Type: oid, Value: value });
    const [a, b, c, last = 0] = oid;
    if (oid.length !== 4 || a !== 2 || b !== 5 || c !== 4) continue;
    const list = lists[last];
    if (last === 3) name['CommonName'] = value;
    else if (last === 5) name['SerialNumber'] = value;
    else if (list !== undefined) append(name, list, value);
  }
  return name;
}

function append(name: JsonObject, key: string, value: Json): void {
  const list = name[key];
  name[key] = Array.isArray(list) ? [...list, value] : [value];
}

function readAttributes(der: Uint8Array): { oid: number[]; value: string }[] {
  const attributes: { oid: number[]; value: string }[] = [];
  const outer = new DerReader(der).enter(TAG.sequence);
  while (!outer.done) {
    const set = outer.enter(TAG.set);
    while (!set.done) {
      const pair = set.enter(TAG.sequence);
      const oid = readOid(pair.read(TAG.oid).content);
      const { tag, content } = pair.any();
      attributes.push({ oid, value: readText(tag, content) });
    }
  }
  return attributes;
}

const T61 = 0x14;
const BMP = 0x1e;

function readText(tag: number, content: Uint8Array): string {
  if (tag === T61) return Buffer.from(content).toString('latin1');
  if (tag === BMP) return Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '');
  return fromBytes(content);
}
