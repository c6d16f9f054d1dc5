import { type Anchor, parseAnchor } from '../engine/kyverno/pattern/anchor.ts';
import { inUpstreamOrder } from '../engine/kyverno/pattern/key-order.ts';
import { compileScalar } from '../engine/kyverno/pattern/scalar.ts';
import { compareBytes } from '../kube/bytes-order.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { hasWildcard } from '../kube/wildcard.ts';
import { and, type Cel, call, cel, constant, field, has, no, not, or, over, relation, yes } from './cel.ts';
import { scalarTest } from './scalar.ts';
import { fieldShape, itemShape, mayBeNull, type Shape, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { isOfType, wildcardTest } from './wildcard.ts';

/** What a pattern says of a value: exactly one of `pass`, `skip`, `direct` and none of them (a failure) holds. */
export interface Judged {
  readonly pass: Cel;
  /** The value is skipped by an anchor further down. */
  readonly skip: Cel;
  /** By an anchor right here: a condition that is not met, or a global one. */
  readonly direct: Cel;
}

type Role = 'field' | 'metadata' | 'labels';

interface Spot {
  readonly value: Cel;
  readonly shape: Shape;
  readonly role: Role;
  readonly depth: number;
}

/** A pattern as expressions over `value` (the rules are those of `engine/kyverno/pattern`). */
export function patternTest(pattern: Json, value: Cel, shape: Shape): Judged {
  return nodeTest(pattern, { value, shape, role: 'field', depth: 0 });
}

function judged(pass: Cel, skip: Cel = no, direct: Cel = no): Judged {
  return { pass, skip, direct };
}

/** The value is there. */
function nodeTest(pattern: Json, spot: Spot): Judged {
  if (Array.isArray(pattern)) return guardedBy('list', spot, listTest(pattern, spot));
  if (isObject(pattern)) return guardedBy('map', spot, objectTest(pattern, spot));
  return judged(scalarTest(pattern, spot.value, spot.shape, spot.depth));
}

function guardedBy(type: 'list' | 'map', { value, shape }: Spot, inner: Judged): Judged {
  const types = valueTypes(shape);
  if (!types.has(type)) return judged(no);
  if (types.size === 1) return inner;
  const guard = isOfType(value, type);
  return judged(and(guard, inner.pass), and(guard, inner.skip), and(guard, inner.direct));
}

function listTest(pattern: readonly Json[], spot: Spot): Judged {
  const [first] = pattern;
  if (first === undefined) return judged(no);
  if (isObject(first)) return everyItem(first, spot);
  if (Array.isArray(first)) throw new Untranslatable('a list of lists is compared item by item');
  return judged(
    scalarTest(first, spot.value, [{ is: 'list', item: item(spot), list: null, keys: [] }], spot.depth),
  );
}

function item({ shape }: Spot): Shape[number] {
  const [first, ...more] = itemShape(shape);
  if (first === undefined || more.length > 0) return { is: 'any' };
  return first;
}

function everyItem(pattern: JsonObject, { value, shape, depth }: Spot): Judged {
  const name = `item${depth}`;
  const inner = nodeTest(pattern, {
    value: cel(name),
    shape: itemShape(shape),
    role: 'field',
    depth: depth + 1,
  });
  const skipped = or(inner.skip, inner.direct);
  if (skipped.text === 'false') return judged(over(value, 'all', name, inner.pass));
  const empty = relation(call('size', value), '==', cel('0'));
  const allFine = over(value, 'all', name, or(inner.pass, skipped));
  return judged(
    and(allFine, or(empty, over(value, 'exists', name, inner.pass))),
    and(not(empty), over(value, 'all', name, skipped)),
  );
}

/** One key of a pattern on an object: what comes of it. */
type Entry = Judged;

function objectTest(pattern: JsonObject, spot: Spot): Judged {
  const keys = Object.keys(pattern)
    .filter((key) => spot.role !== 'labels' || typeof pattern[key] === 'string')
    .sort(compareBytes);
  const anchored: Entry[] = [];
  const plain: string[] = [];
  for (const key of keys) {
    const anchor = parseAnchor(key);
    if (anchor === null || anchor.type === 'global' || anchor.type === 'addIfNotPresent') plain.push(key);
    else anchored.push(entryTest(key, anchor, pattern[key] ?? null, spot));
  }
  const others = inUpstreamOrder(plain, pattern).map((key) =>
    entryTest(key, parseAnchor(key), pattern[key] ?? null, spot),
  );
  return sequence([anchorsTest(anchored), ...others]);
}

/** One after the other; what is not met first decides. */
function sequence(entries: readonly Entry[]): Judged {
  const before: Cel[] = [];
  const skips: Cel[] = [];
  const directs: Cel[] = [];
  for (const entry of entries) {
    skips.push(and(...before, entry.skip));
    directs.push(and(...before, entry.direct));
    before.push(entry.pass);
  }
  return judged(and(...before), or(...skips), or(...directs));
}

/** The anchors of an object: a direct skip hides failures behind it, and a nested one counts only when nothing is met. */
function anchorsTest(entries: readonly Entry[]): Judged {
  if (entries.length === 0) return judged(yes);
  const noFailure = (entry: Entry): Cel => or(entry.pass, entry.skip, entry.direct);
  const skipped: Cel[] = [];
  for (const [index, entry] of entries.entries())
    skipped.push(and(...entries.slice(0, index).map(noFailure), entry.direct));
  const direct = or(...skipped);
  const allNested = and(...entries.map((entry) => or(entry.pass, entry.skip)));
  const met = or(...entries.map((entry) => entry.pass));
  const nothingNested = entries.every((entry) => entry.skip.text === 'false');
  const pass = nothingNested ? and(...entries.map((entry) => entry.pass)) : and(allNested, met);
  const nested = nothingNested ? no : and(...entries.map((entry) => entry.skip));
  // To those above, a skip of this object is a nested one whatever anchor it came from.
  return judged(pass, or(direct, nested));
}

/** Where the value of a key is: under labels and annotations a key may hold wildcards and stands for the first match. */
interface Slot {
  readonly present: Cel;
  /** What `use` needs before it. */
  readonly guard: Cel;
  readonly use: (test: (value: Cel) => Cel) => Cel;
}

function slotOf(key: string, { value, role, depth }: Spot): Slot {
  if (role !== 'labels' || !hasWildcard(key)) {
    const inner = field(value, key);
    const present = has(value, key);
    return { present, guard: present, use: (test) => test(inner) };
  }
  const name = `key${depth}`;
  const matches = (one: string): Cel => wildcardTest(cel(one), key);
  const earlier = over(
    value,
    'exists',
    `other${depth}`,
    and(matches(`other${depth}`), cel(`other${depth} < ${name}`, 3)),
  );
  return {
    present: over(value, 'exists', name, matches(name)),
    guard: yes,
    use: (test) =>
      over(value, 'exists', name, and(matches(name), not(earlier), test(cel(`${value.text}[${name}]`)))),
  };
}

function entryTest(written: string, anchor: Anchor | null, pattern: Json, spot: Spot): Entry {
  const key = anchor === null || anchor.type === 'addIfNotPresent' ? written : anchor.key;
  const slot = slotOf(key, spot);
  const shape = spot.role === 'labels' ? [{ is: 'string' } as const] : fieldShape(spot.shape, key);
  const role = roleOf(key, pattern, spot.role);
  const known = new Map<string, Judged>();
  const inside = (value: Cel): Judged => {
    const found = known.get(value.text) ?? judgeInside(value);
    known.set(value.text, found);
    return found;
  };
  const judgeInside = (value: Cel): Judged => {
    const { pass, skip, direct } = nodeTest(pattern, { value, shape, role, depth: spot.depth });
    if (!mayBeNull(spot.shape, key)) return { pass, skip, direct };
    const isThere = relation(value, '!=', cel('null'));
    return judged(and(isThere, pass), and(isThere, skip), and(isThere, direct));
  };
  const use = (part: keyof Judged): Cel => slot.use((value) => inside(value)[part]);
  switch (anchor?.type ?? 'plain') {
    case 'negation':
      return judged(not(slot.present));
    case 'existence':
      return judged(existence(slot, pattern, shape, spot));
    case 'condition': {
      const met = and(slot.guard, use('pass'));
      return judged(met, no, not(met));
    }
    case 'global': {
      const met = or(not(slot.present), use('pass'));
      return judged(met, no, not(met));
    }
    case 'equality':
      return judged(
        or(not(slot.present), use('pass')),
        and(slot.guard, use('skip')),
        and(slot.guard, use('direct')),
      );
    default: {
      if (pattern === '*')
        return judged(
          and(
            slot.present,
            slot.use((value) => notNull(value, shape)),
          ),
        );
      const missing = isMetByNothing(pattern);
      return judged(
        missing ? or(not(slot.present), use('pass')) : and(slot.guard, use('pass')),
        and(slot.guard, use('skip')),
        and(slot.guard, use('direct')),
      );
    }
  }
}

function isMetByNothing(pattern: Json): boolean {
  return !Array.isArray(pattern) && !isObject(pattern) && compileScalar(pattern, true)(undefined);
}

function notNull(value: Cel, shape: Shape): Cel {
  return valueTypes(shape).has('null_type') ? relation(value, '!=', cel('null')) : yes;
}

function existence(slot: Slot, pattern: Json, shape: Shape, { depth }: Spot): Cel {
  if (!Array.isArray(pattern) || !pattern.every(isObject)) return not(slot.present);
  const name = `item${depth}`;
  const met = slot.use((value) => {
    const inner = and(
      ...pattern.map((one) =>
        over(
          value,
          'exists',
          name,
          nodeTest(one, { value: cel(name), shape: itemShape(shape), role: 'field', depth: depth + 1 }).pass,
        ),
      ),
    );
    const types = valueTypes(shape);
    return types.has('list')
      ? types.size === 1
        ? inner
        : and(isOfType(value, 'list'), inner)
      : constant(false);
  });
  return or(not(slot.present), met);
}

function roleOf(key: string, pattern: Json, parent: Role): Role {
  if (!isObject(pattern)) return 'field';
  if (key === 'metadata') return 'metadata';
  return parent === 'metadata' && (key === 'labels' || key === 'annotations') ? 'labels' : 'field';
}
