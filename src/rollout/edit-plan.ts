import { readFileSync, writeFileSync } from 'node:fs';
import { editObject } from './actuate/edit-object.ts';
import { RolloutError } from './rollout-error.ts';

/** Sets `spec.suspend` of a rollout where its plan lives. The rest of the file stays byte for byte. */
export function setSuspend(file: string, rollout: string, suspend: boolean): void {
  const before = readFileSync(file);
  const after = editObject(
    before,
    (object) =>
      object.kind === 'HardeningRollout' &&
      (object.metadata as { name?: unknown } | undefined)?.name === rollout,
    () => [
      suspend
        ? { op: 'set', path: ['spec', 'suspend'], value: true }
        : { op: 'remove', path: ['spec', 'suspend'] },
    ],
  );
  if (after === undefined)
    throw new RolloutError(
      'PLAN_INVALID',
      `${file}: cannot set spec.suspend of ${rollout} safely; set it by hand`,
    );
  writeFileSync(file, after);
}
