import { shellWord } from '../explain/shell-word.ts';
import type { Form } from '../guardrail/form.ts';
import { columns, wrap } from '../report/terminal/layout.ts';
import type { InitFlags } from './policy-init.ts';
import type { Planned } from './policy-init-plan.ts';

const words: Readonly<Record<Planned['step'], readonly [done: string, planned: string]>> = {
  write: ['wrote', 'would write'],
  rewrite: ['rewrote', 'would rewrite'],
  same: ['same', 'same'],
  keep: ['kept', 'would keep'],
};

/** What was done, or would be, and the way on. */
export function reportOf(
  planned: readonly Planned[],
  form: Form,
  { dir, dryRun }: InitFlags,
  ignored: readonly string[],
): string {
  const rows = planned.map(({ step, path, note }) => [words[step][dryRun === true ? 1 : 0], path, note]);
  const lines = columns(rows).map((line) => line.trimEnd());
  if (dryRun === true || planned.length === 0) return `${lines.join('\n')}\n`;
  const folder = shellWord(`${dir.replace(/\/+$/, '')}/`);
  return `${[
    ...lines,
    '',
    'Next',
    `  portcullis test ${folder}`,
    `  portcullis scan PATH --policies ${folder}`,
    `  kubectl apply -f ${folder}`,
    ...nextStage(planned, folder),
    ...(ignored.some((glob) => glob.includes('.kyverno-test'))
      ? []
      : note(
          'The pods of the suites break the rules; ignore: ["**/.kyverno-test/**"] keeps them out of scans.',
        )),
    ...(form === 'clusterpolicy'
      ? note('Kyverno 1.19 announces the end of ClusterPolicy; --to validatingpolicy writes its successor.')
      : []),
  ].join('\n')}\n`;
}

function note(text: string): string[] {
  return ['', ...wrap(text, 80)];
}

/** The way on from the earliest stage, for when there is nothing left to find at this one. */
function nextStage(planned: readonly Planned[], folder: string): string[] {
  const next = planned.some(({ stage }) => stage === 'audit')
    ? 'warn'
    : planned.some(({ stage }) => stage === 'warn')
      ? 'enforce'
      : null;
  return next === null
    ? []
    : [
        'When nothing fails any more',
        `  portcullis policy init --stage ${next}${folder === 'policies/' ? '' : ` --dir ${folder}`}`,
      ];
}
