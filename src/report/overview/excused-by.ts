import type { NamespaceRow } from '../../evidence/tables.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { ContractCover } from '../../rollout/contract-cover.ts';

export interface Excusing {
  readonly cover: ContractCover;
  readonly now: number;
  /** Whether an Overdue contract counts there: it does while something is enforced. */
  readonly enforcing: (namespaceId: number) => boolean;
}

/** The contracts that excuse a fail now, by name. */
export function excusedBy(
  { cover, now, enforcing }: Excusing,
  namespace: NamespaceRow,
  finding: {
    readonly engine: string;
    readonly policy: string;
    readonly rule: string;
    readonly field: string;
  },
  subject: string,
  body: JsonObject,
): string[] {
  if (!cover.concerns(namespace.name)) return [];
  const { engine, policy, rule, field } = finding;
  return cover
    .contractsFor(
      { subject, policy: `${engine} ${policy} ${rule}`, field, engine, policyName: policy, rule },
      body,
      enforcing(namespace.id),
    )
    .filter((one) => one.approved && !one.revoked && one.validFrom <= now && now < one.honouredUntil)
    .map((one) => one.name)
    .sort();
}
