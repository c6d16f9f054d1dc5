import { shellWord } from '../explain/shell-word.ts';
import type { Resource } from '../kube/resource.ts';
import type { EffectOf } from '../rollout/what-if/question.ts';

/** The command that mends the workload where its manifest is known, or that says more of it. */
export function commandFor(
  { origin }: Resource,
  effects: readonly EffectOf[],
  { policies = [] }: { readonly policies?: readonly string[] },
): string {
  const { file } = origin;
  const refused = effects.filter((one) => one.effect === 'refused').map((one) => one.verdict);
  if (refused.length === 0 || file === '' || file === '-') return '';
  const levels = refused.filter((one) => one.engine === 'PodSecurity').map((one) => one.policy);
  // Restricted holds all that baseline does.
  const level = levels.find((name) => name.startsWith('restricted')) ?? levels[0];
  if (level !== undefined) return `portcullis fix ${shellWord(file)} --level ${level.replace('@latest', '')}`;
  const given = policies.map((path) => ` --policies ${shellWord(path)}`).join('');
  return `portcullis explain ${shellWord(file)}${given}`;
}
