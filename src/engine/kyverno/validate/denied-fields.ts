import type { Path } from '../../../kube/json.ts';
import type { Conditions } from '../condition/condition.ts';
import type { Evaluation } from './evaluation.ts';

/** The fields that the conditions of a deny rule read. Upstream names none. */
export function deniedFields(_conditions: Conditions, _evaluation: Evaluation): readonly Path[] {
  return [];
}
