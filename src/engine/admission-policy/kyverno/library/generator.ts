import { isObject, type JsonObject, own } from '../../../../kube/json.ts';
import {
  boolType,
  type Library,
  member,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import type { Lookup } from '../../../engine.ts';
import type { KindTable } from '../../kind-table.ts';
import {
  anyMaps,
  ContextValue,
  contextFunctions,
  contextType,
  failure,
  jsonObject,
  text,
} from './context-value.ts';

const generatorType: Type = contextType('generator.Context');

/** What the variable `generator` holds: it gathers what one evaluation generates. */
export class Generator extends ContextValue {
  readonly generated: JsonObject[] = [];
  readonly #kinds: KindTable;
  /** The namespace of a namespaced policy, which generates into no other. */
  readonly home: string;

  constructor(lookup: Lookup, kinds: KindTable, home: string) {
    super(generatorType, lookup);
    this.#kinds = kinds;
    this.home = home;
  }

  /** Takes an object, or each of a list of objects. Null, or why it may not be generated. */
  add(namespace: string, object: JsonObject): string | null {
    const items = own(object, 'items');
    if (text(own(object, 'kind') as Value).endsWith('List') && Array.isArray(items)) {
      for (const item of items) {
        const problem = isObject(item) ? this.#addOne(namespace, item) : null;
        if (problem !== null) return problem;
      }
      return null;
    }
    return this.#addOne(namespace, object);
  }

  #addOne(namespace: string, object: JsonObject): string | null {
    const apiVersion = text(object.apiVersion as Value);
    const kind = text(object.kind as Value);
    const namespaced = this.#kinds.find(apiVersion, kind).namespaced;
    if (this.home !== '' && namespace !== this.home)
      return `cross-namespace generation denied: a policy in namespace "${this.home}" cannot generate resources into namespace "${namespace}"`;
    if (this.home !== '' && !namespaced)
      return `cross-scope generation denied: a policy scoped to namespace "${this.home}" cannot generate cluster-scoped resource ${apiVersion}/${kind}`;
    this.generated.push(placed(object, namespaced ? namespace : ''));
    return null;
  }
}

/** What only the API server writes. */
const serverWritten: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/** A copy in a namespace, of which only those are owners that live there. */
function placed(object: JsonObject, namespace: string): JsonObject {
  const before = isObject(object.metadata) ? object.metadata : {};
  const moved = typeof before.namespace === 'string' && !['', namespace].includes(before.namespace);
  const kept = Object.entries(before).filter(
    ([key]) => key !== 'namespace' && !serverWritten.has(key) && !(moved && key === 'ownerReferences'),
  );
  const metadata = { ...Object.fromEntries(kept), ...(namespace !== '' && { namespace }) };
  return { ...object, metadata };
}

/** `generator.apply(namespace, objects)` (kyverno/sdk extensions/cel/libs/generator). */
export function generatorLibrary(namespace: string): Library {
  const apply = (context?: Value, first?: Value, second?: Value): Value => {
    const generator = context as Generator;
    const objects = second === undefined ? first : second;
    for (const object of Array.isArray(objects) ? (objects as readonly Value[]) : []) {
      const problem = generator.add(second === undefined ? namespace : text(first), jsonObject(object));
      if (problem !== null) return failure(`failed to generate resources: ${problem}`);
    }
    return true;
  };
  return {
    variables: { generator: generatorType },
    functions: contextFunctions('apply', [
      member('generator_apply_string_list', [generatorType, stringType, anyMaps], boolType, apply),
      ...(namespace === ''
        ? []
        : [member('generator_apply_list', [generatorType, anyMaps], boolType, apply)]),
    ]),
  };
}
