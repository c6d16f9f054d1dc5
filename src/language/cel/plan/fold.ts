import { CelError } from '../value/error.ts';
import { MapValue } from '../value/map.ts';
import { mapGet, mapKeys } from '../value/map-access.ts';
import { goTypeOf, isMap } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import { type Evaluate, type Frame, UNSET } from './frame.ts';

/** A comprehension ready to run. Slots are places in the frame; -1 for the second variable when there is none. */
export interface Fold {
  readonly range: Evaluate;
  readonly iterSlot: number;
  readonly iter2Slot: number;
  readonly accuSlot: number;
  readonly condition: Evaluate;
  readonly step: Evaluate;
  readonly result: Evaluate;
}

/** Runs the fold as cel-go's evalFold does; the accumulator's first value is only worked out when it is read. */
export function planFold(fold: Fold): Evaluate {
  const { range, accuSlot, result } = fold;
  return (frame) => {
    const over = range(frame);
    if (over instanceof CelError) return over;
    frame.slots[accuSlot] = UNSET;
    return iterate(fold, frame, over) ?? result(frame);
  };
}

function iterate(fold: Fold, frame: Frame, over: Value): CelError | null {
  if (Array.isArray(over)) {
    iterateList(fold, frame, over);
    return null;
  }
  if (isMap(over)) {
    iterateMap(fold, frame, over);
    return null;
  }
  return new CelError(
    fold.iter2Slot < 0
      ? `got '${goTypeOf(over)}', expected iterable type`
      : `unsupported comprehension range type: ${goTypeOf(over)}`,
  );
}

function iterateList(fold: Fold, frame: Frame, list: readonly Value[]): void {
  const { iterSlot, iter2Slot, accuSlot, condition, step } = fold;
  const { slots } = frame;
  for (let i = 0; i < list.length; i++) {
    if (iter2Slot < 0) {
      slots[iterSlot] = list[i] as Value;
    } else {
      slots[iterSlot] = i;
      slots[iter2Slot] = list[i] as Value;
    }
    if (condition(frame) === false) return;
    slots[accuSlot] = step(frame);
    if (frame.cost > frame.limit) frame.checkCost();
  }
}

function iterateMap(fold: Fold, frame: Frame, map: Parameters<typeof mapKeys>[0]): void {
  const { iterSlot, iter2Slot, accuSlot, condition, step } = fold;
  const { slots } = frame;
  for (const key of mapKeys(map)) {
    slots[iterSlot] = key;
    if (iter2Slot >= 0) slots[iter2Slot] = mapGet(map, key) as Value;
    if (condition(frame) === false) return;
    slots[accuSlot] = step(frame);
    if (frame.cost > frame.limit) frame.checkCost();
  }
}

/** Reads the accumulator, working out its first value when nobody has yet. */
export function readAccumulator(slot: number, init: Evaluate): Evaluate {
  return (frame) => {
    const value = frame.slots[slot];
    if (value !== UNSET) return value as Value;
    const first = init(frame);
    frame.slots[slot] = first;
    return first;
  };
}

/** `accumulator + [element]` on a list that nobody else holds: appends in place. */
export function planAppend(accumulator: Evaluate, added: Evaluate, cost: number): Evaluate {
  return (frame) => {
    const list = accumulator(frame);
    const more = added(frame);
    frame.cost += cost;
    if (list instanceof CelError) return list;
    if (more instanceof CelError) return more;
    for (const element of more as readonly Value[]) (list as Value[]).push(element);
    return list;
  };
}

/** The first value of an accumulator that is filled in place: made anew for each run. */
export const freshList: Evaluate = () => [];

export const freshMap: Evaluate = () => new MapValue();
