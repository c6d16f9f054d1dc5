/**
 * Writes src/kube/structure/table.generated.ts from a Kubernetes OpenAPI v2 document:
 *
 *   node tools/kube-structure.ts 1.36 swagger.json
 *
 * The document is what `kubectl get --raw /openapi/v2` prints, or api/openapi-spec/swagger.json of a Kubernetes release.
 * Only facts go into the table (names, types, list keys, merge strategies); src/kube/structure/structure.ts has the grammar.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  items?: Schema;
  additionalProperties?: Schema;
  properties?: Record<string, Schema>;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-group-version-kind'?: GroupVersionKind[];
}

interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

interface Operation {
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

interface Document {
  definitions: Record<string, Schema>;
  paths: Record<string, Record<string, Operation>>;
}

const [release, file] = process.argv.slice(2);
if (release === undefined || file === undefined)
  throw new Error('usage: kube-structure.ts RELEASE OPENAPI_V2_FILE');
const document = JSON.parse(readFileSync(file, 'utf8')) as Document;

/** Types with a JSON form of their own, by the letter the table uses. */
const scalars: Record<string, string> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'x',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'u',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': 'x',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'x',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'p',
};

function shortName(definition: string): string {
  const parts = definition.split('.');
  const [pkg, version, name] = parts.slice(-3);
  return `${pkg}/${version}.${name}`;
}

function refCode(ref: string, from: string): string {
  const definition = ref.slice('#/definitions/'.length);
  const scalar = scalars[definition];
  if (scalar !== undefined) return scalar;
  if (document.definitions[definition]?.properties === undefined) return 'x';
  const name = shortName(definition);
  const home = from.slice(0, from.lastIndexOf('.'));
  return name.startsWith(`${home}.`) ? name.slice(home.length) : name;
}

function plainCode(schema: Schema): string {
  switch (`${schema.type ?? ''}/${schema.format ?? ''}`) {
    case 'string/':
      return 's';
    case 'string/byte':
      return 'y';
    case 'boolean/':
      return 'b';
    case 'integer/int32':
      return 'i';
    case 'integer/int64':
      return 'l';
    case 'number/double':
      return 'd';
    case 'object/':
      return 'x';
    default:
      throw new Error(`a type the table has no letter for: ${JSON.stringify(schema)}`);
  }
}

function typeCode(schema: Schema, from: string): string {
  const patch = patchCode(schema);
  if (schema.type === 'array' && schema.items) {
    const kind = schema['x-kubernetes-list-type'] ?? '';
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    return `[${{ atomic: 'a', set: 's', map: `m${keys.join(' ')}`, '': '' }[kind]}${patch}]${typeCode(schema.items, from)}`;
  }
  const mapType = schema['x-kubernetes-map-type'];
  const flags = `${mapType === undefined ? '' : mapType[0]}${patch}`;
  if (schema.additionalProperties) return `{${flags}}${typeCode(schema.additionalProperties, from)}`;
  const code = schema.$ref === undefined ? plainCode(schema) : refCode(schema.$ref, from);
  return flags === '' ? code : `(${flags})${code}`;
}

/** `+KEY` for a list merged by key, `+` for one merged without; a leading `~` for retainKeys. */
function patchCode(schema: Schema): string {
  const strategies = (schema['x-kubernetes-patch-strategy'] ?? '').split(',');
  const retain = strategies.includes('retainKeys') ? '~' : '';
  return strategies.includes('merge') ? `${retain}+${schema['x-kubernetes-patch-merge-key'] ?? ''}` : retain;
}

function typeLines(): string[] {
  const lines: string[] = [];
  for (const [definition, schema] of Object.entries(document.definitions)) {
    if (schema.properties === undefined || definition in scalars) continue;
    const name = shortName(definition);
    const fields = Object.entries(schema.properties).map(([key, value]) => `${key}:${typeCode(value, name)}`);
    const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? '!' : '';
    lines.push(`${name}${atomic}=${fields.join(',')}`);
  }
  return lines.sort();
}

/** `APIVERSION KIND RESOURCE N|C TYPE SUBRESOURCES`, where N is namespaced and C cluster-scoped. */
function kindLines(): string[] {
  const types = new Map<string, string>();
  for (const [definition, schema] of Object.entries(document.definitions)) {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    for (const { group, version, kind } of kinds)
      types.set(`${group}/${version}/${kind}`, shortName(definition));
  }
  const found = new Map<string, { line: string; subresources: string[] }>();
  for (const path of Object.keys(document.paths).sort((a, b) => a.length - b.length)) {
    const match = /^\/apis?\/(.+?)\/(namespaces\/\{namespace\}\/)?([a-z]+)(\/\{name\}(?:\/([a-z]+))?)?$/.exec(
      path,
    );
    if (match?.[1] === undefined || path.includes('/watch/') || path.endsWith('/')) continue;
    const [, apiVersion, namespaced, plural = '', item, subresource] = match;
    const key = `${apiVersion} ${plural}`;
    if (subresource !== undefined) {
      found.get(key)?.subresources.push(subresource);
      continue;
    }
    const operations = Object.values(document.paths[path] ?? {});
    const gvk = operations.find((o) => o['x-kubernetes-action'] === 'post')?.[
      'x-kubernetes-group-version-kind'
    ];
    const any =
      gvk ?? operations.find((o) => o['x-kubernetes-action'] === 'get')?.['x-kubernetes-group-version-kind'];
    if (any === undefined || (gvk === undefined && item === undefined)) continue;
    const type = types.get(`${any.group}/${any.version}/${any.kind}`) ?? '';
    const scope = namespaced === undefined ? 'C' : 'N';
    const line = `${apiVersion} ${any.kind} ${plural} ${scope} ${type}`;
    const known = found.get(key);
    if (known === undefined || (scope === 'N' && known.line.includes(' C '))) {
      found.set(key, { line, subresources: known?.subresources ?? [] });
    }
  }
  return [...found.values()]
    .map(({ line, subresources }) => `${line} ${subresources.sort().join(',')}`.trim())
    .sort();
}

const out = join(import.meta.dirname, '../src/kube/structure/table.generated.ts');
writeFileSync(
  out,
  `// Generated by tools/kube-structure.ts from the OpenAPI v2 document of Kubernetes ${release}. Do not edit.
export const types = \`
${typeLines().join('\n')}
\`;
export const kinds = \`
${kindLines().join('\n')}
\`;
`,
);
