import { fieldText } from '../../field.ts';
import type { Stage, Verdict } from '../../verdict.ts';

/** One finding whatever level or version of Pod Security says it; policies of users are each their own. */
export function findingKey({ engine, policy, rule, fields, resource }: Verdict): string {
  const where = fields.map((path) => fieldText(resource.object, path));
  return [engine, engine === 'PodSecurity' ? '' : policy, rule, ...where].join('\n');
}

/** Of the same finding at several levels, the one at the strongest stage; of equals the first. */
export function strongest(verdicts: readonly Verdict[]): Verdict[] {
  const found = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const key = findingKey(verdict);
    const known = found.get(key);
    if (known === undefined || strength(verdict.stage) > strength(known.stage)) found.set(key, verdict);
  }
  return [...found.values()];
}

function strength(stage: Stage | null): number {
  return [null, 'audit', 'warn', 'enforce'].indexOf(stage);
}
