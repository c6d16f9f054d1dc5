/** What does not fit, and where: the path is built from the inside out, only when something is wrong. */
export interface Misfit {
  path: string;
  readonly expected: string;
  readonly found: unknown;
}

/** Says undefined when the value fits. */
export type Shape = (value: unknown) => Misfit | undefined;

function where(expected: string, fits: (value: unknown) => boolean): Shape {
  return (value) => (fits(value) ? undefined : { path: '', expected, found: value });
}

export const text: Shape = where('text', (value) => typeof value === 'string' && value !== '');
export const anyText: Shape = where('text, maybe empty', (value) => typeof value === 'string');
export const flag: Shape = where('true or false', (value) => typeof value === 'boolean');
/** A count, or a time in milliseconds. */
export const count: Shape = where(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
export const positive: Shape = where(
  'a whole number from 1',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1,
);

export function oneOf(...words: readonly string[]): Shape {
  return where(`one of ${words.join(', ')}`, (value) => words.includes(value as string));
}

/** Absent and null are the same. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined || value === null ? undefined : shape(value));
}

export function list(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return { path: '', expected: 'a list', found: value };
    for (let index = 0; index < value.length; index++) {
      const misfit = shape(value[index]);
      if (misfit !== undefined) return inside(misfit, `[${index}]`);
    }
    return undefined;
  };
}

/** Exactly these keys: one more is as wrong as one less. */
export function record(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes);
  const known = new Set(Object.keys(shapes));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { path: '', expected: 'a map', found: value };
    for (const [key, shape] of entries) {
      const misfit = shape(Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined);
      if (misfit !== undefined) return inside(misfit, `.${key}`);
    }
    for (const key of Object.keys(value))
      if (!known.has(key))
        return { path: `.${key}`, expected: 'no such field', found: (value as never)[key] };
    return undefined;
  };
}

function inside(misfit: Misfit, step: string): Misfit {
  misfit.path = `${step}${misfit.path}`;
  return misfit;
}
