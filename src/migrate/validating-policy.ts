import { textAt } from '../engine/kyverno/read.ts';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import type { Cel } from './cel.ts';
import type { ResourceRule } from './match.ts';

export interface Content {
  readonly rules: readonly ResourceRule[];
  readonly applies: Cel;
  readonly passes: Cel;
  /** The policy has other rules: their names keep the translations apart. */
  readonly several: boolean;
}

/** The ValidatingPolicy (policies.kyverno.io) of one classic rule. Its kinds are written out, so autogen is off. */
export function validatingPolicy(policy: JsonObject, rule: JsonObject, content: Content): JsonObject {
  const spec = own(policy, 'spec');
  const validate = own(rule, 'validate');
  const action = textAt(validate, 'failureAction') || textAt(spec, 'validationFailureAction') || 'Audit';
  const message = textAt(validate, 'message');
  const failurePolicy = textAt(spec, 'failurePolicy');
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: metadataOf(policy, rule, content.several),
    spec: {
      validationActions: [/^enforce$/i.test(action) ? 'Deny' : 'Audit'],
      ...(failurePolicy === 'Ignore' ? { failurePolicy } : {}),
      evaluation: {
        admission: { enabled: own(spec, 'admission') !== false },
        background: { enabled: own(spec, 'background') !== false },
      },
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: { resourceRules: content.rules.map((one) => ({ ...one }) as unknown as JsonObject) },
      ...(content.applies.text === 'true'
        ? {}
        : { matchConditions: [{ name: 'applies', expression: content.applies.text }] }),
      validations: [
        {
          expression: content.passes.text,
          ...(message === '' || message.includes('{{') ? {} : { message }),
        },
      ],
    },
  };
}

function metadataOf(policy: JsonObject, rule: JsonObject, several: boolean): JsonObject {
  const metadata = own(policy, 'metadata');
  const annotations = own(metadata, 'annotations');
  const kept = isObject(annotations)
    ? Object.fromEntries(Object.entries(annotations).filter(([key]) => !foreign.has(key)))
    : {};
  const labels = own(metadata, 'labels');
  const name = textAt(metadata, 'name');
  return {
    name: several
      ? `${name}-${textAt(rule, 'name')}`
          .toLowerCase()
          .replaceAll(/[^a-z0-9.-]+/g, '-')
          .slice(0, 253)
      : name,
    ...(isObject(labels) ? { labels } : {}),
    ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}),
  };
}

/** Annotations about the classic object that mean nothing, or something else, on a ValidatingPolicy. */
const foreign = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'pod-policies.kyverno.io/autogen-controllers',
]);
