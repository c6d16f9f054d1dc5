import { checkById } from '../../engine/pod-security/index.ts';
import { fieldText } from '../../field.ts';
import type { Path } from '../../kube/json.ts';
import { editText } from '../../scan/edit-text.ts';
import type { Verdict } from '../../verdict.ts';
import type { FieldChange } from './answer.ts';

/** Each offending field with the line to write, where one value is right. */
export function fieldChanges(verdict: Verdict): FieldChange[] {
  const { engine, rule, resource, fields } = verdict;
  const check = engine === 'PodSecurity' ? checkById(rule) : undefined;
  const write = (path: Path): string =>
    check === undefined ? '' : editText(resource.object, path, check.fix.edit(path), check.fix.text);
  return fields.map((path) => ({
    field: fieldText(resource.object, path),
    line: (resource.origin.locate?.(path) ?? null)?.line ?? null,
    write: write(path),
  }));
}
