import { jsonKind } from '../../../kube/decode-scalar.ts';
import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type {
  ConfiguredDefaults,
  ConfiguredExemptions,
  DefaultsKey,
  PodSecurityConfiguration,
} from './configuration.ts';

const defaultsKeys: readonly DefaultsKey[] = [
  'enforce',
  'enforce-version',
  'audit',
  'audit-version',
  'warn',
  'warn-version',
];

/** The typed fields, defaults filled in, or Go's words for the first value of a wrong type. Keys are in decoding order. */
export function decodeConfiguration(object: JsonObject, version: string): PodSecurityConfiguration | string {
  for (const key of Object.keys(object)) {
    if (key !== 'defaults' && key !== 'exemptions') continue;
    const problem = typeProblem(key, object[key] ?? null, version);
    if (problem !== null) return problem;
  }
  return {
    defaults: defaultsOf(own(object, 'defaults')),
    exemptions: exemptionsOf(own(object, 'exemptions')),
  };
}

function typeProblem(key: 'defaults' | 'exemptions', value: Json, version: string): string | null {
  const type = key === 'defaults' ? 'PodSecurityDefaults' : 'PodSecurityExemptions';
  const wrong = (found: Json, field: string, expected: string): string =>
    `json: cannot unmarshal ${jsonKind(found)} into Go struct field ${field} of type ${expected}`;
  if (value === null) return null;
  if (!isObject(value)) return wrong(value, `PodSecurityConfiguration.${key}`, `${version}.${type}`);
  for (const [name, field] of Object.entries(value)) {
    const path = `${type}.${key}.${name}`;
    if (field === null || field === undefined) continue;
    if (key === 'defaults' && defaultsKeys.some((each) => each === name) && typeof field !== 'string') {
      return wrong(field, path, 'string');
    }
    if (key === 'defaults' || !['usernames', 'namespaces', 'runtimeClasses'].includes(name)) continue;
    if (!Array.isArray(field)) return wrong(field, path, '[]string');
    const item = field.find((each) => each !== null && typeof each !== 'string');
    if (item !== undefined) return wrong(item, path, 'string');
  }
  return null;
}

function defaultsOf(value: Json | undefined): ConfiguredDefaults {
  const text = (key: DefaultsKey): string => {
    const field = own(value, key);
    if (typeof field === 'string' && field !== '') return field;
    return key.endsWith('-version') ? 'latest' : 'privileged';
  };
  return {
    enforce: text('enforce'),
    'enforce-version': text('enforce-version'),
    audit: text('audit'),
    'audit-version': text('audit-version'),
    warn: text('warn'),
    'warn-version': text('warn-version'),
  };
}

function exemptionsOf(value: Json | undefined): ConfiguredExemptions {
  const list = (key: string): readonly string[] | null => {
    const field = own(value, key);
    return Array.isArray(field) ? field.map((item) => (typeof item === 'string' ? item : '')) : null;
  };
  return {
    usernames: list('usernames'),
    namespaces: list('namespaces'),
    runtimeClasses: list('runtimeClasses'),
  };
}
