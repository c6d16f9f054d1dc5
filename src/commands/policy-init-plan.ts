import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WriteError } from '../fix/write-file.ts';
import { filesOf, type PackFile, policyPath } from '../guardrail/files.ts';
import type { Form } from '../guardrail/form.ts';
import type { Guardrail } from '../guardrail/guardrail.ts';
import { guardrails } from '../guardrail/pack.ts';
import type { Parameters } from '../guardrail/parameters.ts';
import { stampOf } from '../guardrail/stamp.ts';
import type { Stage } from '../verdict.ts';
import type { Io } from './command.ts';
import type { InitFlags } from './policy-init.ts';

/** What becomes of a file: `keep` leaves one alone that somebody changed. */
export interface Planned extends PackFile {
  readonly step: 'write' | 'rewrite' | 'same' | 'keep';
  readonly note: string;
  readonly stage: Stage;
}

/** The kind of policy that was written there before. */
export function formIn(dir: string, io: Io): Form | undefined {
  for (const guardrail of guardrails) {
    const stamp = stampOf(textOf(join(dir, policyPath(guardrail)), io) ?? '');
    if (stamp !== null) return stamp.form;
  }
  return undefined;
}

export function planOf(
  guardrail: Guardrail,
  parameters: Parameters,
  form: Form,
  flags: InitFlags,
  io: Io,
): Planned[] {
  const before = (path: string): string | null => textOf(join(flags.dir, path), io);
  const stageBefore = stampOf(before(policyPath(guardrail)) ?? '')?.stage;
  const stage: Stage = flags.stage ?? stageBefore ?? 'audit';
  return filesOf(guardrail, parameters, form, stage).map((file) => ({
    path: join(flags.dir, file.path),
    text: file.text,
    stage,
    ...stepFor(file.text, before(file.path), stage, flags),
  }));
}

function stepFor(
  text: string,
  before: string | null,
  stage: Stage,
  { force }: InitFlags,
): Pick<Planned, 'step' | 'note'> {
  if (before === null) return { step: 'write', note: '' };
  if (before === text) return { step: 'same', note: '' };
  const stamp = stampOf(before);
  if (force !== true && stamp?.untouched !== true)
    return { step: 'keep', note: 'changed since it was written; --force overwrites it' };
  return {
    step: 'rewrite',
    note: stamp === null || stamp.stage === stage ? '' : `${stamp.stage} -> ${stage}`,
  };
}

/** null when there is no such file. */
function textOf(path: string, io: Io): string | null {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new WriteError('NOT_WRITABLE', `${path}: cannot be read: ${message}`, error);
  }
}
