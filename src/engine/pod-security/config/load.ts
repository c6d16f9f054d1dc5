import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { notRegistered, typeMetaOf } from '../type-meta.ts';
import type { PodSecurityConfiguration } from './configuration.ts';
import { decodeConfiguration } from './decode.ts';
import { parseConfiguration } from './parse.ts';

const group = 'pod-security.admission.config.k8s.io';
const versions: readonly string[] = ['v1', 'v1beta1', 'v1alpha1'];

/**
 * Loads a PodSecurityConfiguration, strictly: what Kubernetes' codecs refuse is answered in their words
 * (admission/api/load and apimachinery's serializer/json, v0.37.2). An empty text means all defaults.
 */
export function loadConfiguration(text: string): PodSecurityConfiguration | string {
  if (text === '') return decodeConfiguration({}, 'v1') as PodSecurityConfiguration;
  const parsed = parseConfiguration(text);
  if (typeof parsed === 'string') return parsed;
  const version = versionOf(parsed.value, text);
  if (!versions.includes(version)) return version;
  const object = isObject(parsed.value) ? parsed.value : {};
  const decoded = decodeConfiguration(object, version);
  if (typeof decoded === 'string') return decoded;
  const strict = [...parsed.strict, ...unknownFields(object)];
  return strict.length > 0 ? `strict decoding error: ${strict.join(', ')}` : decoded;
}

/** The version of a PodSecurityConfiguration, or why it is none. */
function versionOf(value: Json, text: string): string {
  const meta = typeMetaOf(value);
  if (typeof meta === 'string') return meta;
  if (meta.kind === '') return `Object 'Kind' is missing in '${text}'`;
  if (meta.version === '') return `Object 'apiVersion' is missing in '${text}'`;
  const known = meta.group === group && meta.kind === 'PodSecurityConfiguration';
  if (known && versions.includes(meta.version)) return meta.version;
  return notRegistered(meta);
}

const fields: Readonly<Record<string, readonly string[]>> = {
  '': ['apiVersion', 'kind', 'defaults', 'exemptions'],
  defaults: ['enforce', 'enforce-version', 'audit', 'audit-version', 'warn', 'warn-version'],
  exemptions: ['usernames', 'namespaces', 'runtimeClasses'],
};

function unknownFields(configuration: JsonObject): string[] {
  return Object.keys(configuration).flatMap((key) => {
    if (!fields['']?.includes(key)) return [`unknown field ${JSON.stringify(key)}`];
    const inside = own(configuration, key);
    const known = fields[key];
    if (!isObject(inside) || known === undefined) return [];
    return Object.keys(inside).flatMap((name) =>
      known.includes(name) ? [] : [`unknown field ${JSON.stringify(`${key}.${name}`)}`],
    );
  });
}
