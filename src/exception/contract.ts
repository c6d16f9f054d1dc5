import type { ExceptionContract } from './contract.generated.ts';

export type { ExceptionContract } from './contract.generated.ts';
export type ContractSpec = ExceptionContract['spec'];
export type Subject = ContractSpec['subjects'][number];
export type PolicyScope = ContractSpec['policies'][number];
export type FieldScope = NonNullable<PolicyScope['fields']>[number];
export type RiskLevel = ContractSpec['risk']['level'];

/** How reports and verdicts call a contract: `monitoring/node-exporter-host-access`. */
export function contractName(contract: ExceptionContract): string {
  return `${contract.metadata.namespace}/${contract.metadata.name}`;
}
