import type { BlockedWorkload, Blocker, NamespaceReadiness, WayTo } from '../../scan/result.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** More than this is a list nobody reads; the other outputs hold everything. */
const namespacesShown = 12;
const workloadsShown = 5;
const editsShown = 4;

/** What keeps each namespace from its next level, by check: the workload, its line, and what to write there. */
export function blockersSection(page: Page): string[] {
  const held = page.result.namespaces.filter(
    (n) => !n.exempt && n.workloads > 0 && n.passes !== 'restricted',
  );
  // The nearest to done come first: they are the next to be moved.
  const nearest = held.toSorted((a, b) => wayOf(a).fields - wayOf(b).fields);
  const lines = nearest
    .slice(0, namespacesShown)
    .flatMap((namespace, index) => [...(index === 0 ? [] : ['']), ...namespaceLines(namespace, page)]);
  if (held.length > namespacesShown) {
    lines.push(
      '',
      `… and ${count(held.length - namespacesShown, 'namespace')} more: --output markdown lists them all.`,
    );
  }
  return lines;
}

function wayOf({ passes, toBaseline, toRestricted }: NamespaceReadiness): WayTo {
  return passes === 'baseline' ? toRestricted : toBaseline;
}

function namespaceLines(namespace: NamespaceReadiness, page: Page): string[] {
  const { fields, blockers } = wayOf(namespace);
  const level = namespace.passes === 'baseline' ? 'restricted' : 'baseline';
  const head = `${oneLine(namespace.name)} needs ${count(fields, 'edit')} for ${level}`;
  return [page.paint.bold(head), ...blockers.flatMap((blocker) => blockerLines(blocker, page))];
}

function blockerLines(blocker: Blocker, page: Page): string[] {
  const shown = blocker.workloads.slice(0, workloadsShown);
  const rest = blocker.count - shown.length;
  return [
    `  ${blocker.title} ${page.paint.dim(`(${blocker.check})`)}`,
    ...shown.flatMap((workload) => workloadLines(workload, page)),
    ...(rest > 0 ? [`    … and ${count(rest, 'workload')} more`] : []),
  ];
}

function workloadLines({ resource, file, edits }: BlockedWorkload, page: Page): string[] {
  const shown = edits.slice(0, editsShown);
  return [
    `    ${oneLine(file)} ${page.paint.dim(oneLine(`${resource.kind} ${resource.name}`))}`,
    ...shown.flatMap(({ line, text }) => editLines(line, oneLine(text), page)),
    ...(edits.length > shown.length
      ? [`      … and ${count(edits.length - shown.length, 'field')} more`]
      : []),
  ];
}

/** The line number hangs before the edit, so that a column of them can be read down. */
function editLines(line: number, text: string, { width, paint }: Page): string[] {
  const [first = '', ...rest] = wrap(text, width, ' '.repeat(11));
  return [`    ${paint.dim(`${line}`.padStart(5))}  ${first.trimStart()}`, ...rest];
}
