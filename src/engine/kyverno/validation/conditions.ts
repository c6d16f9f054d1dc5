import { isObject, type Json, own, type Path } from '../../../kube/json.ts';
import { operatorNames } from '../condition/operator.ts';
import { listAt, textAt, textOf } from '../read.ts';

/** What is wrong with conditions: where, in upstream's spelling and in ours, and why. */
export interface ConditionProblem {
  readonly place: string;
  readonly path: Path;
  readonly reason: string;
}

interface Placed {
  readonly condition: Json;
  readonly place: string;
  readonly path: Path;
}

function conditionsOf(conditions: Json | undefined, place: string): Placed[] {
  if (Array.isArray(conditions))
    return conditions.map((condition, index) => ({ condition, place: `${place}[${index}].`, path: [index] }));
  return (['any', 'all'] as const).flatMap((key) =>
    listAt(conditions, key).map((condition, index) => ({
      condition,
      place: `${place}.${key}[${index}].`,
      path: [key, index],
    })),
  );
}

/** Preconditions and deny conditions of a rule: values first, operators next (kyverno v1.19 pkg/validation/policy). */
export function conditionProblem(conditions: Json | undefined, place: string): ConditionProblem | null {
  const placed = conditionsOf(conditions, place);
  for (const one of placed) {
    const problem = valueProblem(one.condition);
    if (problem !== null) return { place: one.place + problem.place, path: one.path, reason: problem.reason };
  }
  return operatorProblem(conditions, place);
}

/** Conditions of loops and attestations are asked for their operators only. */
export function operatorProblem(conditions: Json | undefined, place: string): ConditionProblem | null {
  for (const { condition, place: at, path } of conditionsOf(conditions, place)) {
    if (operatorNames.includes(textAt(condition, 'operator'))) continue;
    const known = operatorNames.map((one) => JSON.stringify(one)).join(' ');
    const reason = `entered value of \`operator\` is invalid. valid values: [${known}]`;
    return { place: at, path: [...path, 'operator'], reason };
  }
  return null;
}

interface ValueProblem {
  readonly place: string;
  readonly reason: string;
}

function valueProblem(condition: Json): ValueProblem | null {
  const key = own(condition, 'key') ?? null;
  const value = own(condition, 'value') ?? null;
  if (key === null || value === null || textAt(condition, 'operator') === '')
    return {
      place: '',
      reason: 'entered value of `key`, `value` or `operator` is missing or misspelled',
    };
  if (typeof key !== 'string' || key.replaceAll(' ', '') !== '{{request.operation}}') return null;
  return operationProblem(value);
}

const requestOperations: ReadonlySet<string> = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);
const allowed = 'Only the following values are allowed: [CREATE, UPDATE, DELETE, CONNECT]';

function operationProblem(value: Json): ValueProblem | null {
  if (typeof value === 'string') {
    const isVariable = value.length >= 4 && value.startsWith('{{') && value.endsWith('}}');
    if (isVariable || requestOperations.has(value)) return null;
    return {
      place: `value: ${value}`,
      reason: `unknown value '${value}' found under the 'value' field. ${allowed}`,
    };
  }
  if (!Array.isArray(value)) {
    const kind = isObject(value) ? 'map' : typeof value === 'boolean' ? 'bool' : 'float64';
    const reason = `'value' field found to be of the type ${kind}. The provided value/values are expected to be either in the form of a string or list`;
    return { place: 'value', reason };
  }
  for (const [index, item] of value.entries()) {
    const place = `value[${index}]`;
    if (typeof item !== 'string')
      return {
        place,
        reason: `'${place}' found to be of the type ${typeof item}. The provided values are expected to be strings`,
      };
    if (!requestOperations.has(textOf(item)))
      return { place, reason: `unknown value '${item}' found under the 'value' field. ${allowed}` };
  }
  return null;
}
