import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { compileWildcard, type TextMatcher } from '../../../kube/wildcard.ts';
import type { Operation } from '../../engine.ts';
import { textList, textOf } from '../read.ts';
import { compileKinds, type KindMatcher } from './kind-selector.ts';
import { compileLabelSelector } from './label-selector.ts';
import { compileSubjects, type SubjectMatcher } from './subject.ts';
import type { Requester, Target } from './target.ts';

/** What a filter is asked about. */
export interface Question {
  readonly target: Target;
  readonly requester: Requester;
  readonly operation: Operation;
  /** The labels of the target's namespace; empty when they are not known. */
  namespaceLabels(): JsonObject;
}

/** One entry of `any` or `all`, or a direct match or exclude block, compiled. */
export interface Filter {
  /** Null when the filter names no kinds. */
  readonly kinds: KindMatcher | null;
  /** A filter that says nothing of resources. */
  readonly namesResources: boolean;
  readonly namesUsers: boolean;
  /** `users` says whether the part about who asks is looked at. */
  matches(question: Question, users: boolean): boolean;
}

/** Whose filter it is: rules and exceptions differ in details (pkg/engine/utils/match.go and exceptions.go). */
export type FilterOwner = 'rule' | 'exception';

type ResourceTest = (question: Question) => boolean;

export function compileFilter(filter: Json, owner: FilterOwner): Filter {
  const resources = own(filter, 'resources');
  const kinds = textList(own(resources, 'kinds'));
  const kindMatcher =
    kinds.length === 0 ? null : compileKinds(kinds, owner === 'rule' || owner === 'exception');
  const tests = isObject(resources) ? resourceTests(resources, owner) : [];
  const users = userTests(filter);
  return {
    kinds: kindMatcher,
    namesResources: tests.length > 0 || kindMatcher !== null,
    namesUsers: users.length > 0,
    matches: (question, withUsers) => {
      if (kindMatcher !== null && !kindMatcher(question.target.kind)) return false;
      for (const test of tests) if (!test(question)) return false;
      if (!withUsers) return true;
      for (const test of users) if (!test(question.requester)) return false;
      return true;
    },
  };
}

function resourceTests(resources: JsonObject, owner: FilterOwner): ResourceTest[] {
  const tests: ResourceTest[] = [];
  const operations = textList(own(resources, 'operations'));
  // An exception that names operations is not empty, but they are never looked at.
  if (operations.length > 0) {
    tests.push(owner === 'rule' ? ({ operation }) => operations.includes(operation) : () => true);
  }
  const name = own(resources, 'name');
  if (typeof name === 'string' && name !== '') tests.push(nameTest([name]));
  const names = textList(own(resources, 'names'));
  if (names.length > 0) tests.push(nameTest(names));
  const namespaces = textList(own(resources, 'namespaces'));
  if (namespaces.length > 0) tests.push(namespaceTest(namespaces));
  const annotations = own(resources, 'annotations');
  if (isObject(annotations) && Object.keys(annotations).length > 0) tests.push(annotationTest(annotations));
  const selector = own(resources, 'selector');
  if (isObject(selector)) {
    const matches = compileLabelSelector(selector);
    tests.push(({ target }) => matches(target.labels));
  }
  const namespaceSelector = own(resources, 'namespaceSelector');
  if (isObject(namespaceSelector)) tests.push(namespaceSelectorTest(namespaceSelector, owner));
  return tests;
}

function nameTest(names: readonly string[]): ResourceTest {
  const matches = anyOf(names);
  return ({ target }) => matches(target.name);
}

function namespaceTest(namespaces: readonly string[]): ResourceTest {
  const matches = anyOf(namespaces);
  return ({ target }) => matches(target.ownKind === 'Namespace' ? target.plainName : target.namespace);
}

function anyOf(patterns: readonly string[]): TextMatcher {
  const matchers = patterns.map(compileWildcard);
  return (text) => matchers.some((matches) => matches(text));
}

function annotationTest(annotations: JsonObject): ResourceTest {
  const pairs = Object.keys(annotations).map((key) => ({
    key: compileWildcard(key),
    value: compileWildcard(textOf(annotations[key])),
  }));
  return ({ target }) =>
    pairs.every(({ key, value }) =>
      Object.keys(target.annotations).some((one) => key(one) && value(textOf(target.annotations[one]))),
    );
}

/** A Namespace has no namespace: a rule's filter then fails, an exception's does not look. */
function namespaceSelectorTest(selector: JsonObject, owner: FilterOwner): ResourceTest {
  const matches = compileLabelSelector(selector);
  return (question) => {
    const { ownKind } = question.target;
    if (ownKind === 'Namespace') return owner === 'exception';
    return ownKind === '' || matches(question.namespaceLabels());
  };
}

type UserTest = (requester: Requester) => boolean;

function userTests(filter: Json): UserTest[] {
  const tests: UserTest[] = [];
  const roles = textList(own(filter, 'roles'));
  if (roles.length > 0) tests.push((requester) => requester.roles.some((role) => roles.includes(role)));
  const clusterRoles = textList(own(filter, 'clusterRoles'));
  if (clusterRoles.length > 0) {
    tests.push((requester) => requester.clusterRoles.some((role) => clusterRoles.includes(role)));
  }
  const subjects = own(filter, 'subjects');
  if (Array.isArray(subjects) && subjects.length > 0) {
    const matches: SubjectMatcher = compileSubjects(subjects);
    tests.push((requester) => matches(requester.userInfo));
  }
  return tests;
}
