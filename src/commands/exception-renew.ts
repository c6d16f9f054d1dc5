import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ExceptionContract } from '../exception/contract.ts';
import { day, maxDays } from '../exception/limits.ts';
import { contractProblems } from '../exception/problems.ts';
import { specHash } from '../exception/spec-hash.ts';
import type { JsonObject } from '../kube/json.ts';
import { parseTime } from '../schema/time.ts';
import { writeYaml } from '../yaml/write.ts';
import type { Io } from './command.ts';
import {
  ExceptionCommandError,
  type ExceptionFlags,
  findContract,
  guarded,
  openExceptions,
  parseDays,
} from './exception-context.ts';

export interface RenewFlags extends ExceptionFlags {
  readonly days?: string;
  readonly reason?: string;
}

export async function runRenew(name: string, flags: RenewFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const { contract, approval, origin } = findContract(context, name);
    if (contract.spec.revoked !== undefined || approval.revoked)
      throw new ExceptionCommandError(
        'BAD_SETTING',
        `${name} was revoked; a new contract has to say why it is needed again`,
      );
    const { limits } = context.set;
    const last =
      ((parseTime(contract.spec.expiresAt) ?? 0) - (parseTime(contract.spec.validFrom) ?? 0)) / day;
    const days =
      flags.days === undefined
        ? Math.min(Math.round(last), maxDays(contract.spec, limits))
        : parseDays(flags.days, '--days');
    const next = renewed(contract, days, flags.reason, io.now());
    const [problem] = contractProblems(next);
    if (problem !== undefined) throw new ExceptionCommandError('BAD_SETTING', problem.message);
    const file = join(dirname(origin.file), `${next.metadata.name}.yaml`);
    if (existsSync(resolve(io.cwd, file)))
      throw new ExceptionCommandError('BAD_SETTING', `${file} is there already`);
    writeFileSync(resolve(io.cwd, file), writeYaml(next as unknown as JsonObject));
    io.stdout.write(`${file}\n`);
    const count = approval.renewals + 1;
    const permanent = contract.spec.exit?.kind === 'Permanent';
    io.stderr.write(
      `Wrote ${file}: ${days} days until ${next.spec.expiresAt}. It is a proposal until it is merged; to undo it, remove the file.\n` +
        (count > limits.renewals && !permanent
          ? `This is renewal ${count}, and ${limits.renewals} are allowed: exception lint will refuse it.\n`
          : ''),
    );
    return 0;
  });
}

/** The same once more, from now on, under a name of its own that says which time it is. */
function renewed(
  { metadata, spec, ...rest }: ExceptionContract,
  days: number,
  reason: string | undefined,
  now: Date,
): ExceptionContract {
  const [, stem = metadata.name, number = '1'] = /^(.*?)(?:-r(\d+))?$/.exec(metadata.name) ?? [];
  const seconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  const { status: _, ...own } = rest;
  return {
    ...own,
    metadata: { ...metadata, name: `${stem}-r${Number(number) + 1}` },
    spec: {
      ...spec,
      ...(reason === undefined ? {} : { reason }),
      validFrom: seconds(now.getTime()),
      expiresAt: seconds(now.getTime() + days * day),
      renews: { name: metadata.name, specHash: specHash({ ...own, metadata, spec }) },
    },
  };
}
