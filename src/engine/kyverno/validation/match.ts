import { isObject, type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import { labelSelector } from '../../../kube/selector.ts';
import { hasWildcard, matchWildcard } from '../../../kube/wildcard.ts';
import { listAt, objectAt, textAt, textList, textOf } from '../read.ts';
import { type FieldProblem, forbidden, invalid, required } from './problem.ts';
import { isClusterWide } from './scope.ts';

/** What is wrong with a match or exclude (kyverno v1.19 api/kyverno/v1/match_resources_types.go and what it is made of). */
export function matchProblems(match: Json | undefined, path: Path, namespaced: boolean): FieldProblem[] {
  if (!isObject(match)) return [];
  const filters = (['any', 'all'] as const).flatMap((key) =>
    listAt(match, key).flatMap((filter, index) => filterProblems(filter, [...path, key, index], namespaced)),
  );
  const both = listAt(match, 'any').length > 0 && listAt(match, 'all').length > 0;
  return [
    ...(both ? [invalid(path, undefined, "Can't specify any and all together")] : []),
    ...filters,
    ...filterProblems(match, path, namespaced),
  ];
}

function filterProblems(filter: Json, path: Path, namespaced: boolean): FieldProblem[] {
  return [
    ...listAt(filter, 'subjects').flatMap((one, index) => subjectProblems(one, [...path, 'subjects', index])),
    ...listAt(filter, 'roles').flatMap((one, index) => roleProblems(one, [...path, 'roles', index])),
    ...resourceProblems(own(filter, 'resources'), path, namespaced),
  ];
}

const subjectKinds: ReadonlySet<string> = new Set(['User', 'Group', 'ServiceAccount']);

function subjectProblems(subject: Json, path: Path): FieldProblem[] {
  const kind = textAt(subject, 'kind');
  const problems: FieldProblem[] = [];
  if (kind === '') problems.push(required([...path, 'kind']));
  else if (!subjectKinds.has(kind))
    problems.push(invalid([...path, 'kind'], kind, "kind must be 'User', 'Group', or 'ServiceAccount'"));
  if (textAt(subject, 'name') === '') problems.push(required([...path, 'name']));
  if (kind === 'ServiceAccount' && textAt(subject, 'namespace') === '')
    problems.push(required([...path, 'namespace'], 'namespace is required when Kind is ServiceAccount'));
  return problems;
}

function roleProblems(role: Json, path: Path): FieldProblem[] {
  return textOf(role).split(':').length === 2
    ? []
    : [invalid(path, role, 'Role is expected to be in namespace:name format')];
}

function resourceProblems(resources: Json | undefined, path: Path, namespaced: boolean): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (textAt(resources, 'name') !== '' && listAt(resources, 'names').length > 0)
    problems.push(invalid(path, undefined, 'Both name and names can not be specified together'));
  const selector = objectAt(resources, 'selector');
  if (selector !== undefined) problems.push(...selectorProblems(selector, [...path, 'selector']));
  if (!namespaced) return problems;
  if (listAt(resources, 'namespaces').length > 0) {
    const detail = 'Filtering namespaces not allowed in namespaced policies';
    problems.push(forbidden([...path, 'namespaces'], detail));
  }
  for (const [index, kind] of textList(own(resources, 'kinds')).entries())
    if (isClusterWide(kind)) {
      const detail = `Cluster wide resource '${kind}' not allowed in namespaced policy`;
      problems.push(forbidden([...path, 'kinds', index], detail));
    }
  return problems;
}

function selectorProblems(selector: JsonObject, path: Path): FieldProblem[] {
  const labels = objectAt(selector, 'matchLabels') ?? {};
  if (Object.entries(labels).some(([key, value]) => hasWildcard(key) || hasWildcard(textOf(value))))
    return [];
  const read = labelSelector(selector);
  if (typeof read === 'string') return [invalid(path, undefined, read)];
  return Object.keys(labels).length === 0 && listAt(selector, 'matchExpressions').length === 0
    ? [invalid(path, undefined, 'The requirements are not specified in selector')]
    : [];
}

/** Users in a policy that is also judged without any (kyverno v1.19 api/kyverno/v1/user_info_types.go). */
export function userProblems(match: Json | undefined, path: Path): FieldProblem[] {
  return (['any', 'all'] as const).flatMap((key) =>
    listAt(match, key).flatMap((filter, index) =>
      userFields
        .filter((field) => listAt(filter, field).length > 0)
        .map((field) => forbidden([...path, key, index, field], 'Usage of user info is forbidden')),
    ),
  );
}

export const userFields: readonly string[] = ['roles', 'clusterRoles', 'subjects'];

/** True for an exclude that leaves nothing of its match (kyverno v1.19 api/kyverno/v1/rule_types.go). */
export function matchesNothing(match: Json | undefined, exclude: Json | undefined): boolean {
  if (!isObject(exclude)) return false;
  if (listAt(exclude, 'all').length > 0 || listAt(match, 'all').length > 0) return false;
  const [included, excluded] = [listAt(match, 'any'), listAt(exclude, 'any')];
  if (included.length > 0 && excluded.length > 0)
    return included.some((one) => excluded.some((other) => same(one, other)));
  return Object.keys(exclude).length > 0 && coversLegacy(match, exclude);
}

/** The older form, without `any` and `all`: every part of the exclude takes in that part of the match. */
function coversLegacy(match: Json | undefined, exclude: JsonObject): boolean {
  const excluded = own(exclude, 'resources');
  const included = own(match, 'resources');
  const names = textList(own(excluded, 'names'));
  if (!(['roles', 'clusterRoles'] as const).every((key) => covers(exclude, match, key))) return false;
  if (!coversSubjects(exclude, match)) return false;
  const name = textAt(excluded, 'name');
  if (name !== '' && !matchWildcard(name, textAt(included, 'name'))) return false;
  if (names.length > 0)
    return textList(own(included, 'names')).some((one) => names.some((other) => matchWildcard(other, one)));
  return (
    covers(excluded, included, 'namespaces') &&
    covers(excluded, included, 'kinds') &&
    coversSelector(excluded, included, 'selector') &&
    coversSelector(excluded, included, 'namespaceSelector') &&
    same(own(excluded, 'annotations') ?? null, own(included, 'annotations') ?? null)
  );
}

function covers(exclude: Json | undefined, match: Json | undefined, key: string): boolean {
  const excluded = textList(own(exclude, key));
  if (excluded.length === 0) return true;
  const included = textList(own(match, key));
  return included.length > 0 && included.every((one) => excluded.includes(one));
}

function coversSubjects(exclude: Json | undefined, match: Json | undefined): boolean {
  const excluded = listAt(exclude, 'subjects');
  const included = listAt(match, 'subjects');
  if (excluded.length === 0) return true;
  return included.length > 0 && included.every((one) => excluded.some((other) => same(one, other)));
}

function coversSelector(exclude: Json | undefined, match: Json | undefined, key: string): boolean {
  const [excluded, included] = [objectAt(exclude, key), objectAt(match, key)];
  if (excluded === undefined || included === undefined) return excluded === included;
  const expressions = listAt(excluded, 'matchExpressions');
  const wanted = listAt(included, 'matchExpressions');
  if (expressions.length > 0) {
    if (wanted.length === 0) return false;
    if (!wanted.every((one) => expressions.some((other) => same(one, other)))) return false;
  }
  const labels = objectAt(excluded, 'matchLabels') ?? {};
  if (Object.keys(labels).length === 0) return true;
  const matched = Object.entries(objectAt(included, 'matchLabels') ?? {});
  return matched.length > 0 && matched.every(([label, value]) => own(labels, label) === value);
}

function same(a: Json, b: Json): boolean {
  if (Array.isArray(a))
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index] ?? null))
    );
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key] ?? null, b[key] ?? null))
  );
}
