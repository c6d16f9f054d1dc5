import { isObject, type Json, own } from '../../../kube/json.ts';
import { compileFilter, type Filter, type FilterOwner, type Question } from './filter.ts';
import type { Kind } from './kind-selector.ts';

/** The match and exclude of one rule, compiled. */
export interface RuleMatch {
  /** False when no request of that kind can match, whatever else it is. */
  mayMatch(kind: Kind): boolean;
  matches(question: Question): boolean;
}

/** Kyverno v1.19 pkg/engine/utils/match.go, MatchesResourceDescription. */
export function compileRuleMatch(match: Json | undefined, exclude: Json | undefined): RuleMatch {
  const included = compileBlock(match, 'rule');
  const excluded = exclude === undefined ? null : compileBlock(exclude, 'rule');
  return {
    mayMatch: (kind) => included.mayMatch(kind),
    matches: (question) =>
      included.matches(question, matchesFilter) &&
      (excluded === null || !excluded.matches(question, excludesByFilter)),
  };
}

/** `any`, `all` or one direct filter. */
export interface Block {
  mayMatch(kind: Kind): boolean;
  matches(question: Question, test: (filter: Filter, question: Question) => boolean): boolean;
}

export function compileBlock(block: Json | undefined, owner: FilterOwner): Block {
  const any = filtersOf(block, 'any', owner);
  if (any.length > 0) {
    return {
      mayMatch: (kind) => any.some((filter) => mayMatch(filter, kind)),
      matches: (question, test) => any.some((filter) => test(filter, question)),
    };
  }
  const all = filtersOf(block, 'all', owner);
  if (all.length === 0 && owner === 'rule') all.push(compileFilter(isObject(block) ? block : {}, owner));
  return {
    mayMatch: (kind) => all.every((filter) => mayMatch(filter, kind)),
    matches: (question, test) => all.length > 0 && all.every((filter) => test(filter, question)),
  };
}

function filtersOf(block: Json | undefined, key: 'any' | 'all', owner: FilterOwner): Filter[] {
  const filters = own(block, key);
  return Array.isArray(filters) ? filters.map((filter) => compileFilter(filter, owner)) : [];
}

function mayMatch(filter: Filter, kind: Kind): boolean {
  return filter.kinds === null || filter.kinds(kind);
}

/** The part about users counts only when something is known of who asks. */
function matchesFilter(filter: Filter, question: Question): boolean {
  const users = !question.requester.unknown;
  if (!filter.namesResources && !(users && filter.namesUsers)) return false;
  return filter.matches(question, users);
}

function excludesByFilter(filter: Filter, question: Question): boolean {
  return (filter.namesResources || filter.namesUsers) && filter.matches(question, true);
}

/** How an exception reads a filter (pkg/engine/utils/exceptions.go). */
export function exceptsByFilter(filter: Filter, question: Question): boolean {
  return excludesByFilter(filter, question);
}
