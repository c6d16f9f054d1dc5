import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { canonical, digest } from '../evidence/canonical.ts';
import type { Writer } from '../evidence/journal.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import type { Decision } from './decide.ts';
import type { DecisionInputs } from './inputs.ts';
import type { Reason } from './reason.ts';

/** What a decision comes to: it is stored again only when this changes, not each time an hour has passed. */
export function signatureOf({ action, step, gate, reasons, blockers, unknown, waiting }: Decision): string {
  const texts = (list: readonly Reason[]): string[] =>
    list.map((reason) => [reason.code, ...(reason.about ?? [])].join(' ')).sort();
  return digest({
    action,
    to: step?.to ?? null,
    gate,
    reasons: texts(reasons),
    blockers: texts(blockers),
    unknown: texts(unknown),
    waiting: texts(waiting),
  });
}

export async function storeDecision(
  { tx, now, append }: Writer,
  namespace: NamespaceRow,
  decision: Decision,
  inputs: DecisionInputs,
  actor: string,
): Promise<void> {
  await tx
    .insertInto('decision')
    .values({
      id: decision.id,
      at: now,
      rollout: inputs.rollout,
      namespace_id: namespace.id,
      action: decision.action,
      to_stage: decision.step?.to ?? '',
      algorithm: decision.algorithm,
      result: canonical(decision),
      inputs: packed(inputs),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  append({
    kind: 'decision',
    actor,
    rollout: inputs.rollout,
    namespace: namespace.name,
    payload: {
      id: decision.id,
      action: decision.action,
      from: inputs.cell.stage,
      to: decision.step?.to ?? null,
      result: digest(decision),
    },
  });
}

export function packed(inputs: DecisionInputs): string {
  return deflateRawSync(JSON.stringify(inputs)).toString('base64');
}

export function unpacked(text: string): unknown {
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as unknown;
}
