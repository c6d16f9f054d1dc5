import { type Json, type JsonObject, own, type Path } from '../../kube/json.ts';
import { kubernetesEnvironment } from '../../language/cel/index.ts';
import type { AdmissionRequest, Lookup } from '../engine.ts';
import { attributesOf, isNamespaceKind } from './attributes.ts';
import { authorizerVariables } from './authorizer.ts';
import { inputsOf } from './inputs.ts';
import { kindTable } from './kind-table.ts';
import { MatchError } from './match-resources.ts';
import { collectParams } from './params.ts';
import {
  readAuditAnnotations,
  readNamedExpressions,
  readParamKind,
  readParamRef,
  readValidations,
  type ValidatingAdmissionPolicy,
} from './policy.ts';
import { fieldsReadBy } from './read-fields.ts';
import { compileValidator } from './validator.ts';

/** What a `validate.cel` rule of a classic Kyverno policy says of a request. */
export interface CelRuleAnswer {
  readonly status: 'pass' | 'fail' | 'error' | 'skip';
  readonly message: string;
  readonly fields: readonly Path[];
}

export type CelRule = (request: AdmissionRequest, lookup: Lookup) => CelRuleAnswer;

/** The parts of a classic rule that a CEL rule is made of. */
export interface CelRuleSource {
  readonly name: string;
  /** `validate.cel`. */
  readonly cel: Json;
  /** `validate.message`, for expressions without one. */
  readonly message: string;
  readonly celPreconditions: Json | undefined;
  readonly crds?: readonly JsonObject[];
}

/**
 * Compiles the rule to what the API server would make of it: classic Kyverno hands such rules to its code (kyverno
 * 111e07bb pkg/engine/handlers/validation/validate_cel.go). Offline a namespace that is not known has but its name.
 */
export function compileCelRule({ name, cel, message, celPreconditions, crds }: CelRuleSource): CelRule {
  const kinds = kindTable(crds);
  const paramRef = own(cel, 'paramRef');
  const policy: ValidatingAdmissionPolicy = {
    name,
    object: {},
    paramKind: readParamKind(own(cel, 'paramKind')),
    matchConstraints: null,
    matchConditions: readNamedExpressions(celPreconditions),
    variables: readNamedExpressions(own(cel, 'variables')),
    validations: readValidations(own(cel, 'expressions')).map((validation) => ({
      ...validation,
      message: validation.message || message,
    })),
    auditAnnotations: readAuditAnnotations(own(cel, 'auditAnnotations')),
    failurePolicy: 'Fail',
  };
  const validator = compileValidator(policy, kubernetesEnvironment({ version: '1.36' }));
  const fields = fieldsReadBy(validator.variables, validator.validations);
  return (request, lookup) => {
    const attributes = attributesOf(request, kinds);
    const { namespace, kind } = attributes;
    const object =
      namespace === '' || isNamespaceKind(kind) ? null : (lookup.namespace(namespace) ?? named(namespace));
    const ref = paramRef ? readParamRef(paramRef) : null;
    const params = collectParams(policy.paramKind, ref, namespace, kinds, lookup);
    if (params instanceof MatchError)
      return answer('error', `error in parameterized resource: ${params.message}`);
    const authorizer = authorizerVariables(attributes, lookup);
    const inputs = inputsOf(attributes, attributes, object, policy.paramKind !== null, authorizer);
    for (const param of params) {
      const result = validator.validate(inputs(param));
      if (result === null) return answer('skip', 'cel preconditions not met');
      const index = result.decisions.findIndex(({ action }) => action === 'deny');
      const denied = result.decisions[index];
      if (denied) return { status: 'fail', message: denied.message, fields: fields[index] ?? [] };
    }
    return answer('pass', `Validation rule '${name}' passed.`);
  };
}

function answer(status: CelRuleAnswer['status'], message: string): CelRuleAnswer {
  return { status, message, fields: [] };
}

function named(name: string): JsonObject {
  return { metadata: { name } };
}
