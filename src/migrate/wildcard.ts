import { hasWildcard } from '../kube/wildcard.ts';
import { type Cel, cel, method, relation, text, yes } from './cel.ts';

/** Kyverno's wildcards on an expression that gives text. */
export function wildcardTest(value: Cel, pattern: string): Cel {
  if (!hasWildcard(pattern)) return relation(value, '==', text(pattern));
  if (/^\*+$/.test(pattern)) return yes;
  if (pattern === '?*' || pattern === '*?') return relation(value, '!=', text(''));
  const inner = pattern.replace(/^\*+/, '').replace(/\*+$/, '');
  if (!hasWildcard(inner)) {
    const [start, end] = [pattern.startsWith('*'), pattern.endsWith('*')];
    return method(value, start && end ? 'contains' : end ? 'startsWith' : 'endsWith', text(inner));
  }
  return method(value, 'matches', text(wildcardExpression(pattern)));
}

function wildcardExpression(pattern: string): string {
  const body = [...pattern]
    .map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(/[.+^$(){}|[\]\\]/, '\\$&')))
    .join('');
  return `(?s)^${body}$`;
}

/** The type of an expression, asked at run time. */
export function isOfType(value: Cel, type: string): Cel {
  return relation(cel(`type(${value.text})`), '==', cel(type));
}
