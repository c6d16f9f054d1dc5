import type { NamespaceReadiness } from '../../scan/result.ts';
import { columns, oneLine } from '../terminal/layout.ts';
import { levelText, type Page } from './page.ts';

/** One line a namespace: what its labels ask for today, and the highest level at which nothing in it fails. */
export function namespacesSection({ result, paint }: Page): string[] {
  if (result.namespaces.length === 0) return [];
  const rows = result.namespaces.map((namespace) => [
    oneLine(namespace.name),
    levelText(namespace.today.enforce),
    levelText(namespace.today.warn),
    levelText(namespace.today.audit),
    passesText(namespace),
    restText(namespace),
  ]);
  const [head = '', ...lines] = columns([
    ['NAMESPACE', 'ENFORCE', 'WARN', 'AUDIT', 'PASSES', 'NEXT LEVEL'],
    ...rows,
  ]);
  return [paint.dim(head), ...lines];

  function passesText({ passes, exempt, workloads }: NamespaceReadiness): string {
    if (exempt) return paint.dim('exempt');
    if (workloads === 0) return paint.dim('no workloads');
    if (passes === 'restricted') return paint.good(passes);
    return passes === 'baseline' ? paint.warn(passes) : paint.bad('-');
  }
}

function restText({ passes, exempt, workloads, blockers }: NamespaceReadiness): string {
  if (exempt || workloads === 0) return '';
  if (passes === 'restricted') return 'clear';
  const next = passes === 'baseline' ? 'restricted' : 'baseline';
  const blocked = new Set(
    blockers[next].flatMap((b) => b.workloads.map((w) => `${w.resource.kind}/${w.resource.name}`)),
  );
  return `${blocked.size} of ${workloads} to edit`;
}
