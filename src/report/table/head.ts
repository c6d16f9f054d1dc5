import { count, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What was read, and what `latest` means in everything below. */
export function headSection({ result, paint, width }: Page): string[] {
  const { counts, namespaces, latest, latestGiven, level, exempt } = result;
  const lines = [
    paint.bold(
      [
        count(counts.workloads, 'workload'),
        ...(level === null ? [` in ${count(namespaces.length, 'namespace')}`] : []),
        `, from ${count(counts.files, 'file')}`,
      ].join(''),
    ),
    ...wrap(
      `Judged as Kubernetes ${latest} would${latestGiven ? '.' : ' (the newest known; name yours with --kubernetes).'}`,
      width,
    ),
  ];
  const exemptions = [
    exempt.namespaces > 0 ? count(exempt.namespaces, 'namespace') : '',
    exempt.users > 0 ? count(exempt.users, 'user') : '',
    exempt.runtimeClasses > 0
      ? `${exempt.runtimeClasses} runtime ${exempt.runtimeClasses === 1 ? 'class' : 'classes'}`
      : '',
  ].filter((text) => text !== '');
  if (exemptions.length > 0) lines.push(`Exempt by the admission configuration: ${exemptions.join(', ')}.`);
  return lines;
}
