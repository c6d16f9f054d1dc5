import { listAt, textAt } from '../engine/kyverno/read.ts';
import { type Json, type JsonObject, own } from '../kube/json.ts';
import { type Cel, cel, no } from './cel.ts';
import type { NamedExpression, TranslatedRule, Validation } from './translated-rule.ts';
import { Untranslatable } from './untranslatable.ts';

/** `validate.cel` is in CEL already: its expressions are taken over as they are. Throws Untranslatable. */
export function celBody(
  rule: JsonObject,
  body: Json,
): Pick<TranslatedRule, 'conditions' | 'variables' | 'validations' | 'errs' | 'nullOnDelete'> {
  if ((own(body, 'paramKind') ?? null) !== null)
    throw new Untranslatable('parameters (paramKind): a ValidatingPolicy has none');
  if (listAt(body, 'auditAnnotations').length > 0)
    throw new Untranslatable('auditAnnotations are values of another shape in a ValidatingPolicy');
  const message = textAt(own(rule, 'validate'), 'message');
  return {
    conditions: listAt(rule, 'celPreconditions').map(named),
    variables: listAt(body, 'variables').map(named),
    validations: listAt(body, 'expressions').map((one): Validation => {
      const written = textAt(one, 'messageExpression');
      return {
        expression: asWritten(textAt(one, 'expression')),
        message: textAt(one, 'message') || message,
        messageExpression: written === '' ? null : asWritten(written),
        reason: textAt(one, 'reason'),
      };
    }),
    // Rules in CEL do not ask what the old object was.
    errs: no,
    nullOnDelete: true,
  };
}

function named(one: Json): NamedExpression {
  return { name: textAt(one, 'name'), expression: asWritten(textAt(one, 'expression')) };
}

/** A comment at the end would swallow what is put behind it. */
function asWritten(expression: string): Cel {
  return cel(expression.includes('//') ? `${expression}\n` : expression, 0);
}
