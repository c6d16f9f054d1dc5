import { isObject, type Json, type JsonObject, type Path } from '../../../kube/json.ts';
import { parseAnchor } from '../pattern/anchor.ts';
import { findVariables } from '../variable/find.ts';
import { matchesPods } from './matching.ts';
import type { Smell } from './smell.ts';

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A validate rule for pods that looks at their containers, but not at all kinds of them. */
export function missesContainers(rule: JsonObject, path: Path): Omit<Smell, 'rule'> | null {
  const { validate } = rule;
  if (!isObject(validate) || !matchesPods(rule) || validate.podSecurity !== undefined) return null;
  const seen = new Set<string>();
  collect(validate, seen);
  collect(rule.preconditions ?? null, seen);
  collect(rule.context ?? null, seen);
  if (!seen.has('containers')) return null;
  const missed = lists.filter((list) => !seen.has(list));
  return missed.length === 0
    ? null
    : {
        code: 'misses-containers',
        path: [...path, 'validate'],
        message: `only ${lists.filter((list) => seen.has(list)).join(' and ')} looked at: ${missed.join(' and ')} can do what the rule is against`,
      };
}

/** The lists of containers that keys of patterns, queries and CEL expressions name. */
function collect(value: Json, seen: Set<string>): void {
  if (typeof value === 'string') return collectText(value, seen);
  if (Array.isArray(value)) {
    for (const item of value) collect(item, seen);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const name = parseAnchor(key)?.key ?? key;
    if (lists.some((list) => list === name)) seen.add(name);
    if (key !== 'message') collect(value[key] ?? null, seen);
    if (key === 'list' || key === 'expression' || key === 'jmesPath') collectWords(value[key], seen);
  }
}

function collectText(text: string, seen: Set<string>): void {
  for (const { text: variable } of findVariables(text)) collectWords(variable, seen);
}

/** `images` holds all kinds of containers, and so does whatever is asked of it by a star. */
function collectWords(text: unknown, seen: Set<string>): void {
  if (typeof text !== 'string') return;
  for (const list of lists) if (new RegExp(`\\b${list}\\b`).test(text)) seen.add(list);
  if (/\bimages\.\*|\bimages\.\[/.test(text)) for (const list of lists) seen.add(list);
  if (/\ballContainers\b|\.spec\.\[?\s*\*/.test(text)) for (const list of lists) seen.add(list);
}
