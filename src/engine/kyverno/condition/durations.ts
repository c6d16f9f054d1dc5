import type { Json } from '../../../kube/json.ts';
import { durationOf, durationOfSeconds, secondsOf } from '../go/duration.ts';

/**
 * Both sides in seconds when at least one is the text of a duration other than "0"; a number then counts as seconds
 * (kyverno v1.19 pkg/engine/variables/operator/operator.go, parseDuration).
 */
export function comparedDurations(key: Json, value: Json): readonly [number, number] | null {
  const keyDuration = durationText(key);
  const valueDuration = durationText(value);
  if (keyDuration === null && valueDuration === null) return null;
  const left = keyDuration ?? durationNumber(key);
  const right = valueDuration ?? durationNumber(value);
  return left === null || right === null ? null : [secondsOf(left), secondsOf(right)];
}

function durationText(value: Json): bigint | null {
  return typeof value === 'string' && value !== '0' ? durationOf(value) : null;
}

export function durationNumber(value: Json): bigint | null {
  return typeof value === 'number' || typeof value === 'bigint' ? durationOfSeconds(value) : null;
}
