import { type JsonObject, own } from '../../../kube/json.ts';
import { goType } from '../go/text.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate, type Template } from '../variable/template.ts';
import { type EntryScope, type EntrySource, prefixed, substituted } from './source.ts';

/** The data of a ConfigMap (kyverno v1.19 pkg/engine/context/loaders/configmap.go). */
export function compileConfigMap(reference: JsonObject, name: string, scope: EntryScope): EntrySource {
  const part = (key: 'name' | 'namespace'): TextPart => {
    const written = textAt(reference, key);
    return {
      template: compileTemplate(written, scope.expressions),
      what: `context ${name} configMap.${key} ${written}`,
    };
  };
  const [nameOf, namespaceOf] = [part('name'), part('namespace')];
  return {
    asks: 'configMap',
    replaces: false,
    fetch: (context) =>
      prefixed(`failed to retrieve config map for context entry ${name}`, () => {
        const configMap = textOf(nameOf, context);
        const namespace = textOf(namespaceOf, context) || scope.policyNamespace || 'default';
        if (scope.policyNamespace !== '' && namespace !== scope.policyNamespace) {
          throw new SubstitutionError(
            `context entry ${name}: configMap namespace ${JSON.stringify(namespace)} is different from policy namespace ${JSON.stringify(scope.policyNamespace)}`,
          );
        }
        return read(namespace, configMap, context);
      }),
  };
}

interface TextPart {
  readonly template: Template;
  readonly what: string;
}

function textOf({ template, what }: TextPart, context: JsonContext): string {
  const prefix = `failed to substitute variables in ${what}`;
  const value = substituted(template, prefix, context);
  if (typeof value === 'string') return value;
  throw new SubstitutionError(`${prefix}: expected string, got ${goType(value)}`);
}

function read(namespace: string, name: string, context: JsonContext): JsonObject {
  const object = context.lookup.get('v1', 'ConfigMap', namespace, name);
  if (object === undefined) {
    throw new SubstitutionError(
      `failed to get configmap ${namespace}/${name} : configmaps ${JSON.stringify(name)} not found`,
    );
  }
  return { data: own(object, 'data') ?? null, metadata: own(object, 'metadata') ?? {} };
}
