import type { JsonObject } from '../../kube/json.ts';
import { contractName } from '../contract.ts';
import { specHash } from '../spec-hash.ts';
import type { Compiled, Ending, Wider } from './compiled.ts';
import { labelValue, marksOf } from './marks.ts';
import { countsAs } from './subject-cel.ts';

const celKinds: ReadonlySet<string | undefined> = new Set([
  'ValidatingPolicy',
  'NamespacedValidatingPolicy',
  'MutatingPolicy',
  'NamespacedMutatingPolicy',
  'ImageValidatingPolicy',
  'NamespacedImageValidatingPolicy',
]);

/** PolicyExceptions of policies.kyverno.io, with the end of the contract in the field that Kyverno has for it. */
export function compileKyvernoCel(endings: readonly Ending[]): Compiled {
  const objects: JsonObject[] = [];
  const wider: Wider[] = [];
  const notes: string[] = [];
  for (const { contract, end } of endings) {
    const scopes = contract.spec.policies.filter(
      ({ engine, kind }) => engine === 'Kyverno' && celKinds.has(kind),
    );
    if (scopes.length === 0) continue;
    if (scopes.some(({ fields, rules }) => fields !== undefined || rules !== undefined))
      wider.push({
        contract,
        reason:
          'an exception from a CEL policy of Kyverno is one from all of it: it knows neither rules nor fields',
      });
    const { metadata, spec } = contract;
    const marks = marksOf(contract, end);
    objects.push({
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: {
        name: `portcullis-${labelValue(metadata.name)}`.slice(0, 253),
        namespace: metadata.namespace,
        labels: { ...marks.labels },
        annotations: { ...marks.annotations },
      },
      spec: {
        policyRefs: scopes.map(({ name = '', kind = '' }) => ({ name, kind })),
        matchConditions: [
          {
            name: 'subject',
            expression: spec.subjects
              .map((subject) => `(${countsAs(metadata.namespace, subject, true)})`)
              .join(' || '),
          },
        ],
        expiresAt: end.toISOString().replace(/\.\d+Z$/, 'Z'),
        properties: {
          contract: contractName(contract),
          hash: specHash(contract),
          owner: spec.owner.team,
          reason: spec.reason,
          ...(spec.ticket === undefined ? {} : { ticket: spec.ticket }),
        },
      },
    });
    if (spec.subjects.some(({ containers, images }) => containers !== undefined || images !== undefined))
      notes.push(
        `${contractName(contract)}: Kyverno excuses a pod only when all of its containers are meant; Portcullis itself looks at each.`,
      );
  }
  if (objects.length > 0)
    notes.push(
      'Kyverno looks at expiresAt only when something about the policy changes (kyverno#17473): take the objects away at their end.',
    );
  return { objects, wider, notes };
}
