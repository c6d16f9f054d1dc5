import { autogen, rewriteText } from '../engine/admission-policy/kyverno/autogen.ts';
import { listAt, textAt, textList } from '../engine/kyverno/read.ts';
import { groupOf, versionOf } from '../kube/group-kind.ts';
import { type Json, type JsonObject, own } from '../kube/json.ts';
import { builtInKinds } from '../kube/structure/kinds.ts';
import { admissionPolicy } from './admission-policy.ts';
import type { KindRef } from './match.ts';
import type { Reach } from './migrate.ts';
import { Untranslatable } from './untranslatable.ts';

/** What became of a ValidatingPolicy. */
export type MigratedPolicy =
  | {
      readonly ok: true;
      /** ValidatingAdmissionPolicies, each with its binding. */
      readonly documents: readonly JsonObject[];
      readonly rules: readonly string[];
      readonly reach: readonly Reach[];
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly because: string };

/**
 * A ValidatingPolicy of Kyverno as ValidatingAdmissionPolicies: itself, and one more for each of the two groups of
 * controllers that autogen carries it over to. Whether its expressions are ones the API server knows is for the proof.
 */
export function migrateValidating(policy: JsonObject): MigratedPolicy {
  try {
    refuse(policy);
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error;
    return { ok: false, because: error.message };
  }
  const spec = own(policy, 'spec') as JsonObject;
  const name = textAt(own(policy, 'metadata'), 'name');
  const copies = autogen(spec, rewriteText).map(({ config, spec: rewritten }) => ({
    ...policy,
    metadata: { ...(own(policy, 'metadata') as JsonObject), name: `${name}-autogen-${config}`.slice(0, 253) },
    spec: rewritten,
  }));
  const all = [policy, ...copies];
  const reach = all.map((one): Reach => {
    const rules = listAt(own(own(one, 'spec'), 'matchConstraints'), 'resourceRules');
    return { kinds: rules.flatMap(kindsOf), points: [] };
  });
  const evaluation = own(spec, 'evaluation');
  const notes = [
    ...(own(own(evaluation, 'background'), 'enabled') === false
      ? []
      : ['an API server does not scan in the background']),
    ...(own(own(evaluation, 'admission'), 'enabled') === false
      ? ['admission is off in the ValidatingPolicy, and on in what was made of it']
      : []),
  ];
  return {
    ok: true,
    documents: all.flatMap(admissionPolicy),
    rules: [],
    reach,
    notes,
  };
}

function refuse(policy: JsonObject): void {
  if (own(policy, 'kind') !== 'ValidatingPolicy')
    throw new Untranslatable('a namespaced policy would need a binding for its namespace');
  const mode = own(own(own(policy, 'spec'), 'evaluation'), 'mode');
  if (mode !== undefined && mode !== 'Kubernetes')
    throw new Untranslatable('its evaluation mode is not that of admission to Kubernetes');
}

/** The built-in kinds that a rule names; of a custom kind only the plural is known. */
function kindsOf(rule: Json): KindRef[] {
  const isOne = (key: string, value: string): boolean => {
    const named = textList(own(rule, key));
    return named.includes('*') || named.includes(value);
  };
  return [...builtInKinds()].filter(
    ({ apiVersion, resource }) =>
      isOne('apiGroups', groupOf(apiVersion)) &&
      isOne('apiVersions', versionOf(apiVersion)) &&
      isOne('resources', resource),
  );
}
