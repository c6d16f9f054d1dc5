import { textAt } from '../engine/kyverno/read.ts';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import type { ResourceRule } from './match.ts';
import type { NamedExpression, Validation } from './translated-rule.ts';
import type { Whole } from './whole.ts';

export interface Content extends Whole {
  readonly rules: readonly ResourceRule[];
  /** The policy has other rules: their names keep the translations apart. */
  readonly several: boolean;
}

/** The ValidatingPolicy (policies.kyverno.io) of one classic rule. Its kinds are written out, so autogen is off. */
export function validatingPolicy(policy: JsonObject, rule: JsonObject, content: Content): JsonObject {
  const spec = own(policy, 'spec');
  const validate = own(rule, 'validate');
  const action = textAt(validate, 'failureAction') || textAt(spec, 'validationFailureAction') || 'Audit';
  const ownMessage = textAt(validate, 'message');
  const message = ownMessage.includes('{{') ? '' : ownMessage;
  const failurePolicy = textAt(spec, 'failurePolicy');
  const conditions = [{ name: 'applies', expression: content.applies }, ...content.conditions].filter(
    ({ expression }) => expression.text !== 'true',
  );
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
      ...(conditions.length === 0 ? {} : { matchConditions: conditions.map(named) }),
      ...(content.variables.length === 0 ? {} : { variables: content.variables.map(named) }),
      validations: content.validations.map((one) => validation(one, message)),
    },
  };
}

function named({ name, expression }: NamedExpression): JsonObject {
  return { name, expression: expression.text.trim() };
}

function validation(
  { expression, message, messageExpression, reason }: Validation,
  otherwise: string,
): JsonObject {
  const said = message || otherwise;
  return {
    expression: expression.text.trim(),
    ...(said === '' ? {} : { message: said }),
    ...(messageExpression === null ? {} : { messageExpression: messageExpression.text.trim() }),
    ...(reason === '' ? {} : { reason }),
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
