/** A step into any item of a list. */
export const ITEM: unique symbol = Symbol('item');
export type Step = string | typeof ITEM;
