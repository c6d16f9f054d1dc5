import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { contractName, type ExceptionContract } from '../contract.ts';
import type { Compiled, Ending, Wider } from './compiled.ts';
import { sharedMarks } from './marks.ts';
import { countsAs } from './subject-cel.ts';

/** How many match conditions a policy may have, and the name of ours. */
const most = 64;
const conditionName = 'portcullis-contracts';

/**
 * ValidatingAdmissionPolicies that leave the subjects of contracts alone: each policy named gets one match condition with
 * all its contracts. Parameters would not do, since a policy is evaluated once for each and all have to pass.
 */
export function compileAdmissionPolicies(
  endings: readonly Ending[],
  policies: readonly JsonObject[],
): Compiled {
  const objects: JsonObject[] = [];
  const wider: Wider[] = [];
  const notes: string[] = [];
  const names = new Set(
    endings.flatMap(({ contract }) =>
      contract.spec.policies.flatMap(({ engine, name }) =>
        engine === 'ValidatingAdmissionPolicy' && name !== undefined ? [name] : [],
      ),
    ),
  );
  for (const name of names) {
    const concerned = endings.filter(({ contract }) => scopesOf(contract, name).length > 0);
    const policy = policies.find(
      (object) =>
        own(object, 'kind') === 'ValidatingAdmissionPolicy' && own(own(object, 'metadata'), 'name') === name,
    );
    const validations = own(own(policy, 'spec'), 'validations');
    for (const { contract } of concerned)
      wider.push(...widened(contract, name, Array.isArray(validations) ? validations.length : undefined));
    const condition = {
      name: conditionName,
      expression: `!(${concerned.map(({ contract }) => excused(contract)).join(' || ')})`,
    };
    const conditions = own(own(policy, 'spec'), 'matchConditions');
    const others = Array.isArray(conditions)
      ? conditions.filter((one) => own(one, 'name') !== conditionName)
      : [];
    if (others.length >= most)
      notes.push(`${name} has ${others.length} match conditions already, and ${most} are allowed.`);
    if (policy === undefined)
      notes.push(`${name} was not among the policies: what is written is only what to merge into it.`);
    const marks = sharedMarks(
      concerned.map(({ contract }) => contract),
      concerned.map(({ end }) => end),
    );
    objects.push(merged(policy, name, marks.annotations, [...others, condition]));
    notes.push(`${name}: a policy has no clock, so the condition has to be taken out when a contract ends.`);
    for (const { contract } of concerned)
      if (
        contract.spec.subjects.some(
          ({ containers, images }) => containers !== undefined || images !== undefined,
        )
      )
        notes.push(
          `${contractName(contract)}: the policy leaves a pod alone only when all of its containers are meant; Portcullis itself looks at each.`,
        );
  }
  return { objects, wider, notes };
}

function scopesOf({ spec }: ExceptionContract, policy: string): ExceptionContract['spec']['policies'] {
  return spec.policies.filter(
    ({ engine, name }) => engine === 'ValidatingAdmissionPolicy' && name === policy,
  );
}

/** A match condition skips a policy as a whole. */
function widened(contract: ExceptionContract, name: string, validations: number | undefined): Wider[] {
  const scopes = scopesOf(contract, name);
  const whole = scopes.some(({ rules, fields }) => rules === undefined && fields === undefined);
  const rules = new Set(scopes.flatMap((scope) => scope.rules ?? []));
  const allRules =
    scopes.every(({ fields }) => fields === undefined) &&
    validations !== undefined &&
    rules.size === validations;
  return whole || allRules
    ? []
    : [
        {
          contract,
          reason: `${name} can only be left out as a whole, not a single validation or field of it`,
        },
      ];
}

function excused({ metadata, spec }: ExceptionContract): string {
  return spec.subjects
    .map((subject) => `(${onCreateOrUpdate(countsAs(metadata.namespace, subject, true))})`)
    .join(' || ');
}

/** There is no object in a DELETE, and nothing to excuse. */
function onCreateOrUpdate(condition: string): string {
  return `object != null && ${condition}`;
}

function merged(
  policy: JsonObject | undefined,
  name: string,
  annotations: Readonly<Record<string, string>>,
  matchConditions: Json[],
): JsonObject {
  const metadata = own(policy, 'metadata');
  const spec = own(policy, 'spec');
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    ...policy,
    metadata: {
      ...(isObject(metadata) ? metadata : { name }),
      annotations: {
        ...(isObject(own(metadata, 'annotations')) ? (own(metadata, 'annotations') as JsonObject) : {}),
        ...annotations,
      },
    },
    spec: { ...(isObject(spec) ? spec : {}), matchConditions },
  };
}
