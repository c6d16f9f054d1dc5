import type { Value } from '../value/value.ts';
import { type Attribute, resolve } from './attribute.ts';
import type { Evaluate } from './frame.ts';

/** A planned expression: how to evaluate it, and what is known of it ahead. */
export interface Planned {
  readonly run: Evaluate;
  /** Set when the value is known ahead; evaluating it costs nothing. */
  readonly constant?: Value;
  /** Set for identifiers, selections, indexes and conditionals, which further selections extend. */
  readonly attribute?: Attribute;
}

export function constant(value: Value): Planned {
  return { run: () => value, constant: value };
}

export function attribute(attr: Attribute): Planned {
  const resolved = resolve(attr);
  const { ownCost } = attr;
  if (ownCost === 0) return { run: resolved, attribute: attr };
  return {
    run: (frame) => {
      frame.cost += ownCost;
      return resolved(frame);
    },
    attribute: attr,
  };
}

/** The attribute of `planned`: its own, or a new one that starts from its value. */
export function asAttribute(planned: Planned): Attribute {
  return planned.attribute ?? { base: planned.run, steps: [], ownCost: 1 };
}

/** How `planned` is evaluated where an attribute's own cost does not count: as a branch or an index. */
export function asBranch(planned: Planned): Evaluate {
  return planned.attribute ? resolve(planned.attribute) : planned.run;
}
