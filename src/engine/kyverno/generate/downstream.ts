import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { type Lookup, LookupError } from '../../engine.ts';
import { kindAndVersion } from '../match/kind-version.ts';
import { compileLabelSelector } from '../match/label-selector.ts';
import { copyJson, sameJson } from '../mutate/copy.ts';
import { objectAt, textAt, textList } from '../read.ts';
import { downstreamLabels, sourceLabels } from './labels.ts';

/** Which rule makes something. */
export interface Generated {
  readonly policy: string;
  /** '' for a cluster-wide policy. */
  readonly namespace: string;
  readonly rule: string;
  readonly synchronize: boolean;
}

interface Target {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The objects that a pattern makes, variables already replaced: from data, from another object, or from several. */
export function generateFrom(
  pattern: JsonObject,
  made: Generated,
  trigger: JsonObject,
  lookup: Lookup,
): readonly JsonObject[] {
  const target: Target = {
    apiVersion: textAt(pattern, 'apiVersion'),
    kind: textAt(pattern, 'kind'),
    namespace: textAt(pattern, 'namespace'),
    name: textAt(pattern, 'name'),
  };
  const clone = objectAt(pattern, 'clone');
  const list = objectAt(pattern, 'cloneList');
  const finish = (object: JsonObject, as: Target): JsonObject => finished(object, as, made, trigger);
  if (clone !== undefined && textAt(clone, 'name') !== '') {
    const source = { ...target, namespace: textAt(clone, 'namespace'), name: textAt(clone, 'name') };
    return cloned(source, target, finish, lookup);
  }
  if (list !== undefined && textList(own(list, 'kinds')).length > 0) {
    return clonedList(list, target.namespace, finish, lookup);
  }
  const data = own(pattern, 'data') ?? {};
  if (!isObject(data)) throw new LookupError('the data of a generate rule must be an object');
  return fromData(finish(data, target), target, made, lookup);
}

type Finish = (object: JsonObject, as: Target) => JsonObject;

/** What exists already is left alone, unless the rule keeps it in step. */
function fromData(
  object: JsonObject,
  target: Target,
  made: Generated,
  lookup: Lookup,
): readonly JsonObject[] {
  const existing = existingTarget(target, lookup);
  if (existing === undefined) return [object];
  return made.synchronize && !sameJson(existing, object) ? [object] : [];
}

/** Where nobody can be asked it counts as not there. */
function existingTarget(
  { apiVersion, kind, namespace, name }: Target,
  lookup: Lookup,
): JsonObject | undefined {
  try {
    return lookup.get(apiVersion, kind, namespace, name);
  } catch (error) {
    if (error instanceof LookupError) return undefined;
    throw error;
  }
}

function cloned(source: Target, target: Target, finish: Finish, lookup: Lookup): readonly JsonObject[] {
  if (source.namespace === target.namespace && source.name === target.name) return [];
  const found = lookup.get(source.apiVersion, source.kind, source.namespace, source.name);
  if (found === undefined) {
    const { apiVersion, kind, namespace, name } = target;
    throw new LookupError(
      `source resource ${apiVersion}/${kind}/${namespace}/${name} not found: there is no ${kind} "${source.name}" in "${source.namespace}"`,
    );
  }
  return [finish(copyOf(found, target), target)];
}

function clonedList(
  list: JsonObject,
  namespace: string,
  finish: Finish,
  lookup: Lookup,
): readonly JsonObject[] {
  const from = textAt(list, 'namespace');
  const selector = objectAt(list, 'selector');
  const matches = selector === undefined ? () => true : compileLabelSelector(selector);
  return textList(own(list, 'kinds')).flatMap((text) => {
    const { apiVersion, kind } = kindAndVersion(text);
    return lookup
      .list(apiVersion, kind, from === '' ? undefined : from)
      .filter((object) => matches(objectAt(own(object, 'metadata'), 'labels') ?? {}))
      .flatMap((object) => {
        const name = textAt(own(object, 'metadata'), 'name');
        if (textAt(own(object, 'metadata'), 'namespace') === namespace) return [];
        const target = { apiVersion, kind, namespace, name };
        return [finish(copyOf(object, target), target)];
      });
  });
}

/** A copy without what belongs to the one object alone. */
function copyOf(source: JsonObject, target: Target): JsonObject {
  const copy = copyJson(source);
  const metadata = objectAt(copy, 'metadata');
  if (metadata === undefined) return copy;
  if (textAt(metadata, 'namespace') !== target.namespace) delete metadata['ownerReferences'];
  for (const key of ['uid', 'selfLink', 'creationTimestamp', 'managedFields', 'resourceVersion'])
    delete metadata[key];
  metadata['labels'] = { ...objectAt(metadata, 'labels'), ...sourceLabels(source) };
  return copy;
}

function finished(written: JsonObject, target: Target, made: Generated, trigger: JsonObject): JsonObject {
  const object = copyJson(written);
  const metadata: JsonObject = { ...objectAt(object, 'metadata') };
  setText(metadata, 'name', target.name);
  setText(metadata, 'namespace', target.namespace);
  delete metadata['resourceVersion'];
  metadata['labels'] = { ...objectAt(metadata, 'labels'), ...downstreamLabels(made, trigger) };
  setOwn(object, 'metadata', metadata);
  if (textAt(object, 'kind') === '') object['kind'] = target.kind;
  object['apiVersion'] = target.apiVersion;
  return object;
}

function setText(object: JsonObject, key: string, text: string): void {
  if (text === '') delete object[key];
  else object[key] = text;
}
