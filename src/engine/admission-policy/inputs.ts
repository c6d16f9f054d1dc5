import type { JsonObject } from '../../kube/json.ts';
import { type Activation, LazyValue } from '../../language/cel/index.ts';
import { namespaceValue, requestValue } from './activation.ts';
import type { Attributes } from './attributes.ts';
import type { Matched } from './match-resources.ts';
import type { ValidationInputs } from './validator.ts';

/** The variables of an evaluation, made once for all parameters. */
export function inputsOf(
  attributes: Attributes,
  matched: Matched,
  namespace: JsonObject | null,
  hasParams: boolean,
  authorizer: Activation,
): (param: JsonObject | null) => ValidationInputs {
  const { object, oldObject, resource } = attributes;
  const shared = { object, oldObject };
  const request: Activation = {
    ...shared,
    request: new LazyValue(() => requestValue(attributes, matched)),
    namespaceObject: new LazyValue(() => namespaceValue(namespace)),
  };
  // Match conditions see the kind as matched but the resource as requested, and no namespace.
  const matchConditions: Activation = {
    ...shared,
    request: new LazyValue(() => requestValue(attributes, { kind: matched.kind, resource })),
    namespaceObject: null,
  };
  return (param) => {
    const params = hasParams ? { params: param } : {};
    return {
      request: { ...request, ...params },
      matchConditions: { ...matchConditions, ...params },
      authorizer,
    };
  };
}
