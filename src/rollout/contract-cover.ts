import { fieldPath } from '../evidence/field-path.ts';
import { contractName, type ExceptionContract } from '../exception/contract.ts';
import { createExcuser, type Excuser, type StandingContract } from '../exception/excuser.ts';
import { specHash } from '../exception/spec-hash.ts';
import { type Standing, termOf } from '../exception/state.ts';
import type { JsonObject } from '../kube/json.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { EngineName } from '../verdict.ts';
import { contractKey, noForm } from './compiled-form.ts';
import type { Contract } from './inputs.ts';

/** A finding or a refusal that contracts may speak of. */
export interface Covered {
  readonly subject: string;
  readonly policy: string;
  readonly field: string;
  readonly engine: string;
  readonly policyName: string;
  readonly rule: string;
}

interface Known extends Standing {
  readonly specHash: string;
}

/** Which contracts touch what was found, whatever their state: the decision weighs that. */
export class ContractCover {
  readonly #excuser: Excuser;
  readonly #known: ReadonlyMap<ExceptionContract, Known>;
  readonly #namespaces: ReadonlySet<string>;

  constructor(contracts: readonly StandingContract[], now: Date, podKinds?: PodKinds) {
    this.#known = new Map(
      contracts.map(({ contract, standing }) => [contract, { ...standing, specHash: specHash(contract) }]),
    );
    this.#excuser = createExcuser(contracts, { now, ...(podKinds === undefined ? {} : { podKinds }) });
    this.#namespaces = new Set(contracts.map(({ contract }) => contract.metadata.namespace));
  }

  /** True when some contract is about the namespace: else nothing needs to be read for it. */
  concerns(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  /** `compiled` are those whose compiled form is in force here. At a stage that does not enforce, an Overdue contract is at its end: nothing there depends on it. */
  contractsFor(
    found: Covered,
    body: JsonObject,
    enforcing: boolean,
    compiled: ReadonlySet<string> = noForm.contracts,
  ): Contract[] {
    const path = found.field === '' ? [] : fieldPath(body, found.field);
    // A field that is not in the recorded object cannot be shown to be covered.
    if (path === undefined) return [];
    const resource = resourceOf(body);
    const excuse = this.#excuser.excuse({
      engine: found.engine as EngineName,
      policy: found.policyName,
      rule: found.rule,
      outcome: 'fail',
      stage: 'enforce',
      severity: null,
      message: '',
      resource,
      fields: [path],
      exception: null,
    });
    return (excuse?.matching ?? []).map((contract) => {
      const standing = this.#known.get(contract) as Known;
      const { from, end, overdueEnd } = termOf(contract, standing);
      const name = contractName(contract);
      return {
        // One that was changed is there twice: as it is, and as it was.
        id: `${name}\n${standing.specHash}\n${found.subject}\n${found.policy}\n${found.field}`,
        name,
        subject: found.subject,
        policy: found.policy,
        field: found.field,
        validFrom: from,
        honouredUntil: Math.floor(enforcing ? Math.max(end, overdueEnd) : end),
        approved: standing.approved,
        revoked: standing.revoked === true || contract.spec.revoked !== undefined,
        quarantine: standing.quarantine === true,
        compiled: compiled.has(contractKey(name, standing.specHash)),
      };
    });
  }
}

/** The resource of a recorded object. */
export function resourceOf(body: JsonObject): Resource {
  const metadata = (body.metadata ?? {}) as JsonObject;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    apiVersion: text(body.apiVersion),
    kind: text(body.kind),
    namespace: text(metadata.namespace),
    name: text(metadata.name) || text(metadata.generateName),
    object: body,
    origin: { file: '', start: { line: 1, column: 1 } },
  };
}
