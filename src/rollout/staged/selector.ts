import { isObject, type JsonObject } from '../../kube/json.ts';
import { stageLabel } from '../stage-label.ts';

export type StageName = 'audit' | 'warn' | 'enforce';

export const stageNames: readonly StageName[] = ['audit', 'warn', 'enforce'];

/** The namespaces at a stage, on top of what `selector` asks for. A namespace without the label is at audit. */
export function selectorAt(rollout: string, stage: StageName, selector: unknown): JsonObject {
  const given: JsonObject = isObject(selector) ? selector : {};
  const expressions = Array.isArray(given.matchExpressions) ? given.matchExpressions : [];
  const key = stageLabel(rollout);
  const expression: JsonObject =
    stage === 'audit'
      ? { key, operator: 'NotIn', values: ['warn', 'enforce'] }
      : { key, operator: 'In', values: [stage] };
  return { ...given, matchExpressions: [...expressions, expression] };
}

export function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}
