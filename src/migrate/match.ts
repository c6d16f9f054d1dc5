import { kindOnly, parseKindSelector } from '../engine/kyverno/match/kind-selector.ts';
import { listAt, textList } from '../engine/kyverno/read.ts';
import { groupOf, versionOf } from '../kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { builtInKind, guessResource } from '../kube/structure/kinds.ts';
import { hasWildcard } from '../kube/wildcard.ts';
import { and, type Cel, cel, choose, field, has, no, not, or, over, relation, text, yes } from './cel.ts';
import { kindsNamed } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { wildcardTest } from './wildcard.ts';

export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

/** What a rule is about. */
export interface Matched {
  readonly rules: readonly ResourceRule[];
  readonly kinds: readonly KindRef[];
  /** What the rules cannot say. */
  readonly condition: Cel;
  /** Kinds whose name in the API was guessed. */
  readonly guessed: readonly string[];
}

/** `match` and `exclude` of a rule. `operations` are those asked for when the rule names none. */
export function translateMatch(rule: JsonObject, operations: readonly string[]): Matched {
  const filters = filtersOf(own(rule, 'match'));
  const excluded = own(rule, 'exclude');
  const parts = filters.list.map((filter) => filterOf(filter, operations));
  const kinds = parts.flatMap((part) => part.kinds);
  if (kinds.length === 0) throw new Untranslatable('the rule names no kinds');
  if (filters.all && parts.length > 1) throw new Untranslatable('match.all with several filters');
  const single = parts.length === 1;
  if (!single && parts.some((part) => part.kinds.some(({ kind }) => kind === 'Custom')))
    throw new Untranslatable('all kinds beside other filters');
  const included = single
    ? (parts[0]?.condition ?? yes)
    : or(
        ...parts.map((part) =>
          part.condition.text === 'true' && sameOperations(parts)
            ? kindTest(part.kinds)
            : and(kindTest(part.kinds), operationTest(part.operations), part.condition),
        ),
      );
  const everything = parts.every((part) => part.condition.text === 'true') && sameOperations(parts);
  return {
    rules: mergeRules(parts.flatMap((part) => part.rules)),
    kinds,
    condition: and(
      everything ? yes : included,
      excluded === undefined || excluded === null ? yes : not(exclusion(excluded)),
    ),
    guessed: [...new Set(parts.flatMap((part) => part.guessed))],
  };
}

function sameOperations(parts: readonly FilterParts[]): boolean {
  return parts.every((part) => part.operations.join() === parts[0]?.operations.join());
}

interface Filters {
  readonly all: boolean;
  readonly list: readonly JsonObject[];
}

function filtersOf(block: Json | undefined): Filters {
  const any = listAt(block, 'any').filter(isObject);
  if (any.length > 0) return { all: false, list: any };
  const all = listAt(block, 'all').filter(isObject);
  if (all.length > 0) return { all: true, list: all };
  return { all: true, list: isObject(block) ? [block] : [] };
}

interface FilterParts {
  readonly kinds: readonly KindRef[];
  readonly rules: readonly ResourceRule[];
  readonly operations: readonly string[];
  readonly condition: Cel;
  readonly guessed: readonly string[];
}

const users = ['subjects', 'roles', 'clusterRoles'] as const;

function filterOf(filter: JsonObject, defaults: readonly string[]): FilterParts {
  for (const key of users) {
    if (listAt(filter, key).length > 0)
      throw new Untranslatable(
        `match by ${key}: Kyverno does not look at them where it does not know who asks`,
      );
  }
  const resources = own(filter, 'resources');
  const written = textList(own(resources, 'operations'));
  const operations = written.length > 0 ? written : defaults;
  const kinds: KindRef[] = [];
  const rules: ResourceRule[] = [];
  const guessed: string[] = [];
  for (const name of textList(own(resources, 'kinds'))) {
    for (const served of servedKinds(name, guessed)) {
      kinds.push(served.ref);
      rules.push({ ...served.rule, operations });
    }
  }
  return { kinds, rules, operations, condition: resourceCondition(resources), guessed };
}

interface Served {
  readonly ref: KindRef;
  readonly rule: Omit<ResourceRule, 'operations'>;
}

function servedKinds(name: string, guessed: string[]): Served[] {
  const { group, version, kind, subresource } = parseKindSelector(name);
  if (subresource !== '') throw new Untranslatable(`the subresource ${name} has an object of another kind`);
  if (kind === '*' && group === '*' && version === '*') return everyKind;
  if (hasWildcard(kind)) throw new Untranslatable(`kinds with wildcards (${name})`);
  if (group !== '*' && hasWildcard(group)) throw new Untranslatable(`groups with wildcards (${name})`);
  if (version !== '*' && hasWildcard(version)) throw new Untranslatable(`versions with wildcards (${name})`);
  const known = kindsNamed(kindOnly(kind)).filter(
    ({ apiVersion }) =>
      (group === '*' || groupOf(apiVersion) === group) &&
      (version === '*' || versionOf(apiVersion) === version),
  );
  if (known.length > 0) return known.map((ref) => ({ ref, rule: ruleOf(ref, version) }));
  guessed.push(kind);
  return [
    {
      ref: {
        apiVersion: `${group === '*' ? 'example.com' : group}/${version === '*' ? 'v1' : version}`,
        kind,
      },
      rule: { apiGroups: [group], apiVersions: [version], resources: [guessResource(kind)] },
    },
  ];
}

/** Stands for all kinds: what is said of them holds for a custom kind, of which least is known. */
const everyKind: Served[] = [
  { apiVersion: 'example.com/v1', kind: 'Custom' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Namespace' },
].map((ref) => ({ ref, rule: { apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] } }));

function ruleOf({ apiVersion, kind }: KindRef, version: string): Omit<ResourceRule, 'operations'> {
  const resource = builtInKind(apiVersion, kind)?.resource ?? guessResource(kind);
  // Kyverno asks rules about Pods of their ephemeral containers too.
  const resources = resource === 'pods' ? ['pods', 'pods/ephemeralcontainers'] : [resource];
  return { apiGroups: [groupOf(apiVersion)], apiVersions: [version], resources };
}

/** Rules that differ in their resources only become one. */
function mergeRules(rules: readonly ResourceRule[]): ResourceRule[] {
  const merged = new Map<string, ResourceRule>();
  for (const rule of rules) {
    const key = [rule.apiGroups, rule.apiVersions, rule.operations].join(';');
    const known = merged.get(key);
    const resources = [...new Set([...(known?.resources ?? []), ...rule.resources])];
    merged.set(key, { ...rule, resources });
  }
  return [...merged.values()];
}

export function kindTest(kinds: readonly KindRef[], of = 'object.kind'): Cel {
  const names = [...new Set(kinds.map(({ kind }) => kind))].sort();
  const kind = cel(of);
  const [first] = names;
  if (names.length === 1 && first !== undefined) return relation(kind, '==', text(first));
  return relation(kind, 'in', cel(`[${names.map((name) => text(name).text).join(', ')}]`));
}

function operationTest(operations: readonly string[]): Cel {
  return relation(
    cel('request.operation'),
    'in',
    cel(`[${operations.map((one) => text(one).text).join(', ')}]`),
  );
}

/** Any filter of an exclude block that matches takes the object out. */
function exclusion(block: Json): Cel {
  const { all, list } = filtersOf(block);
  const tests = list.map((filter) => {
    for (const key of users) {
      if (listAt(filter, key).length > 0)
        throw new Untranslatable(`exclude by ${key}: roles are not told to CEL`);
    }
    const resources = own(filter, 'resources');
    const kinds = textList(own(resources, 'kinds'));
    if (kinds.some(hasWildcard)) throw new Untranslatable('exclude by kinds with wildcards');
    const refs = kinds.flatMap((name) => servedKinds(name, []).map(({ ref }) => ref));
    const operations = textList(own(resources, 'operations'));
    if (!isObject(resources) || Object.keys(resources).length === 0) return no;
    return and(
      refs.length === 0 ? yes : kindTest(refs),
      operations.length === 0 ? yes : operationTest(operations),
      resourceCondition(resources),
    );
  });
  return all ? and(...(tests.length === 0 ? [no] : tests)) : or(...tests);
}

function resourceCondition(resources: Json | undefined): Cel {
  const conditions: Cel[] = [];
  const name = own(resources, 'name');
  if (typeof name === 'string' && name !== '') conditions.push(nameTest([name]));
  const names = textList(own(resources, 'names'));
  if (names.length > 0) conditions.push(nameTest(names));
  const namespaces = textList(own(resources, 'namespaces'));
  if (namespaces.length > 0) conditions.push(namespaceTest(namespaces));
  const annotations = own(resources, 'annotations');
  if (isObject(annotations)) conditions.push(...annotationTests(annotations));
  const selector = own(resources, 'selector');
  if (isObject(selector)) conditions.push(selectorTest(selector));
  if (isObject(own(resources, 'namespaceSelector')))
    throw new Untranslatable(
      'namespaceSelector: labels of namespaces that Kyverno does not know count as none',
    );
  return and(...conditions);
}

const metadata = cel('object.metadata');

function anyOf(value: Cel, patterns: readonly string[]): Cel {
  return or(...patterns.map((pattern) => wildcardTest(value, pattern)));
}

/** The name, or what it is generated from. */
function nameTest(names: readonly string[]): Cel {
  const [name, generated] = [field(metadata, 'name'), field(metadata, 'generateName')];
  const named = and(has(metadata, 'name'), relation(name, '!=', text('')));
  const none = or(...names.map((pattern) => (pattern === '' || /^\*+$/.test(pattern) ? yes : no)));
  return choose(
    named,
    anyOf(name, names),
    choose(has(metadata, 'generateName'), anyOf(generated, names), none),
  );
}

function namespaceTest(namespaces: readonly string[]): Cel {
  const key = (name: string): Cel => and(has(metadata, name), anyOf(field(metadata, name), namespaces));
  return choose(relation(cel('object.kind'), '==', text('Namespace')), key('name'), key('namespace'));
}

function annotationTests(annotations: JsonObject): Cel[] {
  return Object.keys(annotations).map((key) => {
    const value = annotations[key];
    const pattern = typeof value === 'string' ? value : '';
    const all = field(metadata, 'annotations');
    const found = over(
      all,
      'exists',
      'key',
      and(wildcardTest(cel('key'), key), wildcardTest(cel('object.metadata.annotations[key]'), pattern)),
    );
    return and(has(metadata, 'annotations'), found);
  });
}

function selectorTest(selector: JsonObject): Cel {
  const labels = field(metadata, 'labels');
  const tests: Cel[] = [];
  const pairs = own(selector, 'matchLabels');
  for (const key of isObject(pairs) ? Object.keys(pairs) : []) {
    const value = own(pairs, key);
    if (hasWildcard(key) || typeof value !== 'string' || hasWildcard(value))
      throw new Untranslatable('label selectors with wildcards');
    tests.push(
      and(has(metadata, 'labels'), has(labels, key), relation(field(labels, key), '==', text(value))),
    );
  }
  for (const one of listAt(selector, 'matchExpressions')) tests.push(expressionTest(one, labels));
  return and(...tests);
}

function expressionTest(one: Json, labels: Cel): Cel {
  const key = own(one, 'key');
  if (typeof key !== 'string') throw new Untranslatable('a label selector without a key');
  const present = and(has(metadata, 'labels'), has(labels, key));
  const values = textList(own(one, 'values'));
  const among = relation(
    field(labels, key),
    'in',
    cel(`[${values.map((value) => text(value).text).join(', ')}]`),
  );
  switch (own(one, 'operator')) {
    case 'In':
      return and(present, among);
    case 'NotIn':
      return not(and(present, among));
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return not(present);
    default:
      throw new Untranslatable('a label selector with an unknown operator');
  }
}
