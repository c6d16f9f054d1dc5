import { resolve } from 'node:path';
import { loadContracts } from '../exception/load.ts';
import { addField } from '../fix/add-field.ts';
import { replaceFile } from '../fix/write-file.ts';
import { defaultMaxFileSize } from '../source/file-bytes.ts';
import { wholeFile } from '../source/whole-file.ts';
import type { Io } from './command.ts';
import {
  ExceptionCommandError,
  type ExceptionFlags,
  findContract,
  guarded,
  openExceptions,
} from './exception-context.ts';

export interface RevokeFlags extends ExceptionFlags {
  readonly reason: string;
  readonly by: string;
}

export async function runRevoke(name: string, flags: RevokeFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const entry = findContract(context, name);
    if (entry.contract.spec.revoked !== undefined)
      throw new ExceptionCommandError(
        'BAD_SETTING',
        `${entry.name} is revoked already, by ${entry.contract.spec.revoked.by}`,
      );
    const file = resolve(io.cwd, entry.origin.file);
    const before = wholeFile(file, defaultMaxFileSize);
    const revoked = {
      by: flags.by,
      reason: flags.reason,
      at: io
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    };
    const isContract = (value: unknown): boolean => value !== null && sameContract(value, entry.name);
    const after = addField(before, isContract, ['spec', 'revoked'], revoked);
    const problem =
      after === undefined
        ? 'the text is too unusual to edit'
        : loadContracts(after, entry.origin.file).problems[0]?.message;
    if (after === undefined || problem !== undefined)
      throw new ExceptionCommandError(
        'BAD_SETTING',
        `${entry.origin.file}: cannot be revoked: ${problem}; write spec.revoked by hand`,
      );
    replaceFile(file, after);
    io.stderr.write(
      `Revoked ${entry.name} in ${entry.origin.file}. It excuses nothing from now on here, and everywhere once this is merged.\n` +
        'That cannot be taken back: whoever needs the exception again writes a new contract.\n',
    );
    return 0;
  });
}

function sameContract(value: unknown, name: string): boolean {
  const { metadata } = value as { metadata?: { name?: unknown; namespace?: unknown } };
  return (
    typeof metadata?.name === 'string' &&
    typeof metadata.namespace === 'string' &&
    `${metadata.namespace}/${metadata.name}` === name
  );
}
