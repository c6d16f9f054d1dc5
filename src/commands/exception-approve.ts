import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeRecord } from '../approval/record.ts';
import { specHash } from '../exception/spec-hash.ts';
import type { Io } from './command.ts';
import {
  type ExceptionFlags,
  findContract,
  guarded,
  openExceptions,
  sayProblems,
} from './exception-context.ts';

export async function runApprove(name: string, flags: ExceptionFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const entry = findContract(context, name);
    const hash = specHash(entry.contract);
    // One record for each approval, so that a second approver does not overwrite the first.
    const stem = join(
      dirname(entry.origin.file),
      `${entry.contract.metadata.name}.${hash.slice('sha256:'.length, 'sha256:'.length + 12)}`,
    );
    const file = freeName(stem, io.cwd);
    writeFileSync(resolve(io.cwd, file), writeRecord({ contract: entry.name, specHash: hash }));
    const { spec } = entry.contract;
    io.stdout.write(`${file}\n`);
    io.stderr.write(
      `Wrote ${file}. It approves ${entry.name} as it is now (${hash.slice(0, 19)}…): risk ${spec.risk.level}, until ${spec.expiresAt}.\n` +
        'Commit it and bring it to the approval branch: it counts for whoever merges or signs that, unless they wrote the contract.\n' +
        'To undo it, remove the file.\n',
    );
    return sayProblems(context, io) === 3 ? 3 : 0;
  });
}

function freeName(stem: string, cwd: string): string {
  for (let number = 1; ; number++) {
    const file = `${stem}${number === 1 ? '' : `-${number}`}.approval.yaml`;
    if (!existsSync(resolve(cwd, file))) return file;
  }
}
