import { compileWildcard, type TextMatcher } from '../../kube/wildcard.ts';
import type { Expectation } from './suite.ts';

/** Which entries of suites are checked, and for which of their resources. */
export interface EntryFilter {
  /** null for an entry that is left out. */
  apply(entry: Expectation): Expectation | null;
}

/** Reads `policy=NAME,rule=NAME,resource=NAME`, each with wildcards; a text that says what is wrong with it. */
export function parseFilter(text: string): EntryFilter | string {
  const wanted = new Map<string, TextMatcher>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [key = '', value, more] = part.split('=').map((one) => one.trim());
    if (value === undefined || value === '' || more !== undefined || !keys.has(key))
      return `expected policy=NAME, rule=NAME or resource=NAME, separated by commas; found ${JSON.stringify(part.trim())}`;
    wanted.set(key, compileWildcard(value));
  }
  const matches = (key: string, name: string): boolean => wanted.get(key)?.(name) !== false;
  return {
    apply: (entry) => {
      if (entry.policy !== '' && !matches('policy', entry.policy)) return null;
      if (entry.rule !== '' && !matches('rule', entry.rule)) return null;
      const { resources } = entry;
      if (resources === null || resources.length === 0) return entry;
      const left = resources.filter((name) => matches('resource', name));
      return left.length === 0 ? null : { ...entry, resources: left };
    },
  };
}

const keys: ReadonlySet<string> = new Set(['policy', 'rule', 'resource']);
