import type { Dialect } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { OptionalValue } from '../value/optional.ts';
import { isJsonMap } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import type { Evaluate, Frame } from './frame.ts';
import { hasKeys, invalidKey, lookUp, lookUpOrFail, missingKey, readField } from './key.ts';

/**
 * A chain of selections and indexes on a variable, a computed value or a conditional, resolved in one go. Costs are
 * upstream's (interpreter/runtimecost.go): 1 for each step taken, plus `ownCost` when the chain stands for itself and not
 * as the branch of a conditional or as an index.
 */
export interface Attribute {
  readonly base: Evaluate;
  readonly steps: readonly Step[];
  readonly ownCost: number;
}

export interface Step {
  /** `.?` and `[?]`: from here on the result is optional. */
  readonly optional: boolean;
  /** A key known ahead. */
  readonly key: Value | undefined;
  /** Else how to work it out. */
  readonly keyOf: Evaluate | undefined;
  /** The last step of `has(…)`: asks whether the key is there. */
  readonly testOnly: boolean;
  readonly dialect: Dialect;
}

/** A step whose key may turn out impossible, like null. */
export function keyStep(key: Value, optional: boolean, dialect: Dialect): Step {
  return { optional, key, keyOf: undefined, testOnly: false, dialect };
}

export function computedStep(keyOf: Evaluate, optional: boolean, dialect: Dialect): Step {
  return { optional, key: undefined, keyOf, testOnly: false, dialect };
}

export function withStep(attribute: Attribute, step: Step): Attribute {
  return { ...attribute, steps: [...attribute.steps, step] };
}

/** Evaluates the chain without its own cost. */
export function resolve({ base, steps }: Attribute): Evaluate {
  if (steps.length === 0) return base;
  if (steps.every((step) => !step.optional && !step.testOnly)) return resolvePlain(base, steps);
  if (isPresenceTest(steps)) return resolvePresence(base, steps);
  return (frame) => walk(frame, base(frame), steps, 0);
}

/** `a.b[i].c`, the chain that nearly every expression consists of. */
function resolvePlain(base: Evaluate, steps: readonly Step[]): Evaluate {
  const keys = steps.map((step) => step.key);
  return (frame) => {
    let value = base(frame);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (typeof key === 'string' && isJsonMap(value)) {
        frame.cost++;
        const found = readField(value, key);
        if (found === undefined) return missingKey(key);
        value = found;
      } else if (i === 0 && (value instanceof OptionalValue || value instanceof CelError)) {
        return walk(frame, value, steps, i);
      } else {
        value = takeStep(frame, value, steps[i] as Step);
        if (value instanceof CelError) return value;
      }
    }
    return value;
  };
}

/** `has(a.b.c)` on plain fields. */
function resolvePresence(base: Evaluate, steps: readonly Step[]): Evaluate {
  const names = steps.map((step) => step.key as string);
  const last = names.length - 1;
  return (frame) => {
    let value = base(frame);
    for (let i = 0; i < last; i++) {
      if (!isJsonMap(value)) return walk(frame, value, steps, i);
      frame.cost++;
      const name = names[i] as string;
      const found = readField(value, name);
      if (found === undefined) return missingKey(name);
      value = found;
    }
    if (!isJsonMap(value)) return walk(frame, value, steps, last);
    frame.cost++;
    return readField(value, names[last] as string) !== undefined;
  };
}

function isPresenceTest(steps: readonly Step[]): boolean {
  return steps.every(
    (step, i) => typeof step.key === 'string' && !step.optional && step.testOnly === (i === steps.length - 1),
  );
}

/** The general way: any keys, optionals on the way, any kind of value. */
function walk(frame: Frame, start: Value, steps: readonly Step[], from: number): Value {
  let value = start;
  let inOptional = false;
  if (value instanceof CelError) return value;
  if (value instanceof OptionalValue && from === 0) {
    if (value.value === undefined) return value;
    value = value.value;
    inOptional = true;
  }
  for (let i = from; i < steps.length; i++) {
    const step = steps[i] as Step;
    inOptional ||= step.optional;
    const next = inOptional ? stepIfPresent(frame, value, step) : takeStep(frame, value, step);
    if (next === undefined) return OptionalValue.none;
    if (next instanceof CelError) return next;
    value = next;
  }
  return inOptional ? OptionalValue.of(value) : value;
}

function takeStep(frame: Frame, value: Value, step: Step): Value {
  const raw = step.keyOf ? step.keyOf(frame) : (step.key as Value);
  frame.cost++;
  if (typeof raw === 'string' && !step.testOnly && isJsonMap(value)) {
    const found = readField(value, raw);
    return found === undefined ? missingKey(raw) : found;
  }
  const key = invalidKey(raw) ?? raw;
  if (key instanceof CelError) return key;
  if (!step.testOnly) return lookUpOrFail(value, key);
  const found = lookUp(value, key, true);
  return found instanceof CelError ? found : found !== undefined;
}

function stepIfPresent(frame: Frame, value: Value, step: Step): Value | undefined {
  const raw = step.keyOf ? step.keyOf(frame) : (step.key as Value);
  const key = invalidKey(raw) ?? raw;
  if (key instanceof CelError) return key;
  const found = lookUp(value, key, true);
  if (found === undefined && step.dialect === 'specification' && !hasKeys(value)) return missingKey(key);
  if (found !== undefined && !(found instanceof CelError)) frame.cost++;
  return found;
}
