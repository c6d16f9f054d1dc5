import type { NamespaceReadiness } from '../../scan/result.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** The commands that take every namespace one safe step on; namespaces with the same step share a command. */
export function nextSection({ result, paint, width }: Page): string[] {
  const steps = new Map<string, { because: string; labels: readonly string[]; names: string[] }>();
  for (const { name, next } of result.namespaces) {
    if (next.kind !== 'label') continue;
    const labels = Object.entries(next.labels).map(([key, value]) => `${key}=${value}`);
    const key = labels.join(' ');
    const step = steps.get(key);
    if (step) step.names.push(name);
    else steps.set(key, { because: next.because, labels, names: [name] });
  }
  if (steps.size === 0) return waiting(result.namespaces, paint.bold);
  const lines = [paint.bold('Next safe step')];
  for (const { because, labels, names } of steps.values()) {
    lines.push(...wrap(`${count(names.length, 'namespace')}: ${because}`, width, '  '));
    const command = wrap(`kubectl label --overwrite namespace ${names.map(shellWord).join(' ')}`, width - 8);
    const words = [...command, ...labels];
    lines.push(
      ...words.map(
        (line, index) =>
          `${index === 0 ? '    ' : '      '}${line}${index === words.length - 1 ? '' : ' \\'}`,
      ),
    );
  }
  return lines;
}

function waiting(namespaces: readonly NamespaceReadiness[], bold: (text: string) => string): string[] {
  const fixes = namespaces.filter(({ next }) => next.kind === 'fix');
  if (fixes.length === 0) return [];
  return [
    bold('Next safe step'),
    '  The edits above; every namespace already audits and warns at its next level.',
  ];
}

/** Kubernetes names need no quoting; a name from a hostile file might. */
function shellWord(name: string): string {
  const text = oneLine(name);
  return /^[A-Za-z0-9._-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
