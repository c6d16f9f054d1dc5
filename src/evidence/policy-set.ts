import type { Transaction } from 'kysely';
import type { EngineName } from '../verdict.ts';
import { digest } from './canonical.ts';
import type { Tables } from './tables.ts';

/** A policy as a scan judged by it. */
export interface JudgedPolicy {
  readonly engine: EngineName;
  /** As verdicts name it. */
  readonly policy: string;
  /** The hash of its text, its parameters and the version of the engine. */
  readonly revision: string;
  /** Its text, for replay and for showing what changed; null for a built-in one. */
  readonly source: unknown;
}

/** The id of the set of these policies. What is new in it is written down with the time it was first seen. */
export async function policySetId(
  tx: Transaction<Tables>,
  policies: readonly JudgedPolicy[],
  at: number,
): Promise<number> {
  const members = policies
    .map(({ engine, policy, revision }) => ({ engine, policy, revision }))
    .sort((a, b) => (`${a.engine} ${a.policy}` < `${b.engine} ${b.policy}` ? -1 : 1));
  const hash = digest(members);
  const known = await tx.selectFrom('policy_set').select('id').where('hash', '=', hash).executeTakeFirst();
  if (known !== undefined) return known.id;
  const { last } = await tx
    .selectFrom('policy_set')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  const id = (last ?? 0) + 1;
  await tx
    .insertInto('policy_set')
    .values({ id, hash, members: JSON.stringify(members) })
    .execute();
  for (const { engine, policy, revision, source } of policies)
    await tx
      .insertInto('policy_revision')
      .values({
        engine,
        policy,
        revision,
        first_seen: at,
        source: source === null ? '' : JSON.stringify(source),
      })
      .onConflict((conflict) => conflict.columns(['engine', 'policy', 'revision']).doNothing())
      .execute();
  return id;
}
