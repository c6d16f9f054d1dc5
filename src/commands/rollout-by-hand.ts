import { resolve } from 'node:path';
import { write } from '../evidence/journal.ts';
import { approve } from '../rollout/approve.ts';
import { demote, promote } from '../rollout/by-hand.ts';
import { setSuspend } from '../rollout/edit-plan.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import type { TakenStep } from '../rollout/take-steps.ts';
import type { ExitCode, Io } from './command.ts';
import { planNamed, type RolloutFlags, withSession } from './rollout-context.ts';
import { takenText } from './rollout-text.ts';

export interface PromoteFlags extends RolloutFlags {
  readonly force?: boolean;
  readonly reason?: string;
}

export async function rolloutPromote(
  rollout: string,
  namespaces: readonly string[],
  flags: PromoteFlags,
  io: Io,
): Promise<ExitCode> {
  const { force = false, reason = '' } = flags;
  if (force && reason.trim() === '')
    throw new RolloutError('REFUSED', '--force goes against the gate: say why with --reason TEXT');
  return withSession<ExitCode>(flags, io, async (session) => {
    let code: ExitCode = 0;
    for (const namespace of namespaces)
      try {
        say([await promote(session, { rollout, namespace, force, reason })], io);
      } catch (error) {
        if (!(error instanceof RolloutError) || error.code !== 'REFUSED') throw error;
        io.stderr.write(`${error.message}\n`);
        code = 1;
      }
    return code;
  });
}

export interface DemoteFlags extends RolloutFlags {
  readonly all?: boolean;
  readonly to: 'audit' | 'warn';
  readonly reason: string;
}

export async function rolloutDemote(
  rollout: string,
  namespaces: readonly string[],
  flags: DemoteFlags,
  io: Io,
): Promise<ExitCode> {
  if (flags.all !== true && namespaces.length === 0)
    throw new RolloutError(
      'UNKNOWN_NAMESPACE',
      'expected namespaces, or --all for every namespace of the rollout',
    );
  return withSession<ExitCode>(flags, io, async (session) => {
    const { taken, unknown, held } = await demote(session, {
      rollout,
      namespaces: flags.all === true ? null : namespaces,
      to: flags.to === 'audit' ? 'Audit' : 'Warn',
      reason: flags.reason,
    });
    say(taken, io);
    for (const name of unknown)
      io.stderr.write(
        `${name}: was brought there by somebody else, so that its labels before are not known; lower them by hand\n`,
      );
    for (const { namespace, policy } of held)
      io.stderr.write(
        `${namespace}: ${policy} enforces there in place of the label; take its binding away: kubectl delete validatingadmissionpolicybinding ${policy}\n`,
      );
    if (taken.length === 0 && held.length === 0 && unknown.length === 0)
      io.stdout.write(`nothing of ${rollout} stands above ${flags.to}\n`);
    if (taken.length > 0)
      io.stdout.write(
        `They climb again when their windows are clean. To keep them there: portcullis rollout pause ${rollout} --reason TEXT\n`,
      );
    return unknown.length > 0 || held.length > 0 ? 1 : 0;
  });
}

function say(taken: readonly TakenStep[], io: Io): void {
  for (const one of taken) io.stdout.write(takenText(one));
}

export async function rolloutApprove(
  rollout: string,
  namespaces: readonly string[],
  flags: RolloutFlags,
  io: Io,
): Promise<ExitCode> {
  return withSession<ExitCode>(flags, io, async (session) => {
    for (const { namespace, to, approvals, needed } of await approve(session, rollout, namespaces))
      io.stdout.write(
        `${session.actor} approves the step of ${namespace} to ${to.toLowerCase()}: ${approvals} of ${needed} needed\n`,
      );
    return 0;
  });
}

export interface PauseFlags extends RolloutFlags {
  readonly reason: string;
}

export async function rolloutSuspend(
  rollout: string,
  suspend: boolean,
  flags: PauseFlags,
  io: Io,
): Promise<ExitCode> {
  return withSession<ExitCode>(flags, io, async ({ plans, store, actor, now }) => {
    const { plan, resource } = planNamed(plans, rollout);
    const { file } = resource.origin;
    const [verb, back] = suspend ? (['pause', 'resume'] as const) : (['resume', 'pause'] as const);
    if (plan.suspend === suspend) {
      io.stdout.write(`${rollout} is ${suspend ? 'paused' : 'running'} already\n`);
      return 0;
    }
    setSuspend(resolve(io.cwd, file), rollout, suspend);
    await write(store, now(), (writer) => {
      writer.append({ kind: verb, actor, rollout, payload: { reason: flags.reason, file } });
      return Promise.resolve();
    });
    io.stdout.write(
      `${file}: spec.suspend ${suspend ? 'is true' : 'is gone'}. Commit it. To undo: portcullis rollout ${back} ${rollout} --reason TEXT\n`,
    );
    return 0;
  });
}
