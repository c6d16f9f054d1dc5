import { isObject, type JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { readYaml } from '../../yaml/document.ts';
import { createRequest, type Lookup, LookupError, type Operation } from '../engine.ts';
import { createKyvernoEngine } from './engine.ts';
import { textAt } from './read.ts';
import type { RuleResult } from './result.ts';

/** An object written as YAML, as the engine takes it. */
export function resourceOf(text: string): Resource {
  const { value } = readYaml(text);
  const object: JsonObject = isObject(value) ? value : {};
  const { metadata } = object;
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    object,
    origin: { file: 'test.yaml', start: { line: 1, column: 1 } },
  };
}

/** A cluster of these objects. */
export function clusterOf(...texts: readonly string[]): Lookup {
  const resources = texts.map(resourceOf);
  const all = (apiVersion: string, kind: string): readonly Resource[] =>
    resources.filter((one) => one.apiVersion === apiVersion && one.kind === kind);
  return {
    now: new Date('2026-08-25T12:00:00Z'),
    namespace: (name) => all('v1', 'Namespace').find((one) => one.name === name)?.object,
    get: (apiVersion, kind, namespace, name) =>
      all(apiVersion, kind).find((one) => one.namespace === namespace && one.name === name)?.object,
    list: (apiVersion, kind, namespace) =>
      all(apiVersion, kind)
        .filter((one) => namespace === undefined || one.namespace === namespace)
        .map(({ object }) => object),
  };
}

/** Nobody to ask. */
export function offline(): Lookup {
  const refuse = (): never => {
    throw new LookupError('there is no cluster');
  };
  return { now: new Date('2026-08-25T12:00:00Z'), namespace: refuse, get: refuse, list: refuse };
}

/** What each rule of the policies answers, by its name. */
export function answersOf(
  policies: readonly string[],
  resource: string,
  lookup: Lookup = offline(),
  operation: Operation = 'CREATE',
): { readonly rule: string; readonly result: RuleResult }[] {
  const { engine, problems } = createKyvernoEngine(policies.map(resourceOf), { accepted: true });
  const [refused] = problems;
  if (refused !== undefined) throw new Error(refused.message);
  const request = { ...createRequest(resourceOf(resource)), operation };
  return engine.evaluate(request, lookup).map(({ rule, result }) => ({ rule: rule.name, result }));
}
