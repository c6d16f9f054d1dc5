import { execFileSync } from 'node:child_process';
import { decisionTrailer } from '../rollout/actuate/proposal-text.ts';
import { branchOf } from '../rollout/actuate/pull-request.ts';
import { evaluate } from '../rollout/evaluate.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import { unfinishedSteps } from '../rollout/steps.ts';
import type { ExitCode, Io } from './command.ts';
import type { RolloutSession } from './rollout-context.ts';

/**
 * In a pull request: decides again, with what is known now, whether the step that the commit proposes may still be taken.
 * 0 when it may, 1 when something speaks against it, 2 when that cannot be told.
 */
export async function rolloutCheck({ store, context, now }: RolloutSession, io: Io): Promise<ExitCode> {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], {
      cwd: io.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  let decisions: string[];
  try {
    decisions = git('log', '-20', `--format=%(trailers:key=${decisionTrailer},valueonly)`)
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    throw new RolloutError(
      'GIT_FAILED',
      'expected to run in a Git repository, on the branch of the proposal',
      error,
    );
  }
  const proposed = (await unfinishedSteps(store, context.scope)).filter(
    ({ row, step }) => row.state === 'proposed' && decisions.includes(step.decision),
  );
  if (proposed.length === 0) {
    io.stderr.write(`No commit here proposes a step that is still open (trailer ${decisionTrailer}).\n`);
    return 2;
  }
  // What the proposal itself changes is no reason against it: the labels are those before.
  const evaluated = await evaluate(store, { ...context, now: now() });
  let code: ExitCode = 0;
  for (const { step } of proposed) {
    const one = evaluated.find(({ gathered }) => gathered.plan.name === step.rollout);
    const line = one?.plan.cells.find(({ cell }) => cell.inputs.namespace.name === step.namespace);
    const decision = line?.decision ?? null;
    const against = [
      line?.aside?.reason ?? '',
      ...(decision?.blockers ?? []).map((reason) => reason.message),
    ].filter((text) => text !== '');
    const unknown = (decision?.unknown ?? []).map((reason) => reason.message);
    const waiting = (decision?.waiting ?? []).map((reason) => reason.message);
    const what = `${step.rollout} ${step.namespace} → ${step.to.toLowerCase()} (${branchOf(step)})`;
    if (decision === null || against.length > 0 || waiting.length > 0) {
      io.stdout.write(
        `REFUSED ${what}: ${[...against, ...waiting].join('; ') || 'nothing is known of it'}\n`,
      );
      code = 1;
    } else if (unknown.length > 0) {
      io.stdout.write(`INCONCLUSIVE ${what}: ${unknown.join('; ')}\n`);
      if (code === 0) code = 2;
    } else io.stdout.write(`PASS ${what}: decided again, ${decision.id}\n`);
  }
  return code;
}
