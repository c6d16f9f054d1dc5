import type { NamespaceReadiness } from '../../scan/result.ts';
import { columns, oneLine, wrap } from '../terminal/layout.ts';
import { levelText, type Page } from './page.ts';

/** One line a namespace: what its labels ask for today, and the highest level at which nothing in it fails. */
export function namespacesSection({ result, paint, width }: Page): string[] {
  // Namespaces that hold nothing would only push the others off the screen.
  const busy = result.namespaces.filter(({ workloads }) => workloads > 0);
  const idle = result.namespaces.filter(({ workloads }) => workloads === 0).map(({ name }) => oneLine(name));
  const idleLines =
    idle.length === 0
      ? []
      : wrap(`Without workloads in this input: ${shortList(idle)}.`, width).map(paint.dim);
  if (busy.length === 0) return idleLines;
  const rows = busy.map((namespace) => [
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
  return [paint.dim(head), ...lines, ...idleLines];

  function passesText({ passes, exempt }: NamespaceReadiness): string {
    if (exempt) return paint.dim('exempt');
    if (passes === 'restricted') return paint.good(passes);
    return passes === 'baseline' ? paint.warn(passes) : paint.bad('-');
  }
}

function restText({ passes, exempt, workloads, toBaseline, toRestricted }: NamespaceReadiness): string {
  if (exempt) return '';
  if (passes === 'restricted') return 'clear';
  const way = passes === 'baseline' ? toRestricted : toBaseline;
  return `${way.workloads} of ${workloads} to edit`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8);
  return [...shown, ...(names.length > shown.length ? [`and ${names.length - shown.length} more`] : [])].join(
    ', ',
  );
}
