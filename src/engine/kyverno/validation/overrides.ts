import { type Json, own, type Path } from '../../../kube/json.ts';
import { hasWildcard, matchWildcard } from '../../../kube/wildcard.ts';
import { isEnforce } from '../policy/action.ts';
import { textList } from '../read.ts';
import { fieldText } from './problem.ts';

/** Overrides that contradict each other (kyverno v1.19 pkg/validation/policy, validateNamespaces). */
export function overridesProblem(overrides: readonly Json[], path: Path): string | null {
  const seen = { enforce: new Set<string>(), audit: new Set<string>() };
  for (const [index, override] of overrides.entries()) {
    const [mine, other] = isEnforce(own(override, 'action'))
      ? [seen.enforce, seen.audit]
      : [seen.audit, seen.enforce];
    const namespaces = textList(own(override, 'namespaces'));
    const place = fieldText([...path, index, 'namespaces']);
    const shared = namespaces.filter((name) => !hasWildcard(name) && other.has(name));
    if (shared.length > 0)
      return `conflicting namespaces found in path: ${place}: ${[...new Set(shared)].sort().join(', ')}`;
    for (const name of namespaces) mine.add(name);
    const clash = clashOf(seen.audit, seen.enforce) ?? clashOf(seen.enforce, seen.audit);
    if (clash !== null) return `path: ${place}: ${clash}`;
  }
  return null;
}

/** A pattern of one side that matches a namespace or a pattern of the other. */
function clashOf(side: ReadonlySet<string>, other: ReadonlySet<string>): string | null {
  for (const pattern of [...side].filter(hasWildcard).sort()) {
    for (const name of [...other].sort()) {
      if (!matchWildcard(pattern, name)) continue;
      return hasWildcard(name)
        ? `wildcard pattern '${pattern}' conflicts with the pattern '${name}'`
        : `wildcard pattern '${pattern}' matches with namespace '${name}'`;
    }
  }
  return null;
}
