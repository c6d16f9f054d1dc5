import { fieldText } from '../field.ts';
import { unifiedDiff } from '../fix/diff.ts';
import { fixFile } from '../fix/fix-file.ts';
import type { FixPolicy } from '../fix/plan.ts';
import type { Resource } from '../kube/resource.ts';
import { type Mending, noMending } from './mending-shape.ts';

/** Mends the file that a resource is written in, and keeps what concerns the resource. */
export function mendingOf(resource: Resource, bytes: Buffer, policy: FixPolicy): Mending {
  const same = (other: Resource): boolean =>
    other.kind === resource.kind &&
    other.name === resource.name &&
    (other.namespace || resource.namespace) === resource.namespace;
  const { documents } = fixFile(resource.origin.file, bytes, policy, new Map());
  const document = documents.find(({ fixed, left }) =>
    [...fixed, ...left.map((one) => one.finding)].some((one) => same(one.resource)),
  );
  if (document === undefined) return noMending;
  const known = new Map<string, { fix: 'safe' | 'proposed' | 'none'; want: string | null }>();
  const note = (finding: (typeof document.fixed)[number], fix: 'safe' | 'proposed' | 'none'): void => {
    if (!same(finding.resource)) return;
    const edit = finding.check.fix.edit(finding.field.slice(0));
    const want =
      finding.proposal?.text ??
      (edit === 'remove'
        ? 'nothing: take it away'
        : edit === 'choose'
          ? finding.check.fix.text
          : JSON.stringify(edit.set));
    known.set(`${finding.check.id} ${fieldText(finding.resource.object, finding.field)}`, { fix, want });
  };
  for (const finding of document.fixed) note(finding, 'safe');
  for (const { finding, why } of document.left) note(finding, why === 'proposed' ? 'proposed' : 'none');
  const classes = [...known.values()].map(({ fix }) => fix);
  return {
    diff: unifiedDiff(resource.origin.file, document.before, document.text, undefined, document.line),
    safe: classes.filter((one) => one === 'safe').length,
    proposed: classes.filter((one) => one === 'proposed').length,
    of: (check, field) => known.get(`${check} ${field}`) ?? { fix: 'none', want: null },
  };
}
