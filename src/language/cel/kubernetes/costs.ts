import {
  type CallCost,
  type CallCosts,
  LIST_COST,
  REGEX_FACTOR,
  regexCost,
  STRUCT_COST,
  standardCosts,
  TRAVERSAL,
  traversal,
} from '../plan/call-cost.ts';
import { mapGet, mapKeys } from '../value/map-access.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { costSize } from '../value/size.ts';
import { utf8Length } from '../value/text.ts';
import { isMap } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import { FormatValue } from './named-format.ts';

const ofFirst: CallCost = (a) => traversal(costSize(a));
const twiceFirst: CallCost = (a) => Math.ceil(costSize(a) * 2 * TRAVERSAL);

/** Splitting a selector into requirements. */
const ofSelector: CallCost = (_, selector) => {
  const size = costSize(selector);
  const requirements = Math.ceil(size * 0.5);
  return LIST_COST + traversal(size) + requirements * (LIST_COST + STRUCT_COST);
};

/** Reading everything inside a value once. */
function walk(value: Value): number {
  if (typeof value === 'string') return Math.trunc(utf8Length(value) * TRAVERSAL);
  if (value instanceof Uint8Array) return Math.trunc(value.length * TRAVERSAL);
  if (Array.isArray(value)) return value.reduce((sum: number, element: Value) => sum + walk(element), 0);
  if (!isMap(value)) return 1;
  return mapKeys(value).reduce<number>((sum, key) => sum + walk(key) + walk(mapGet(value, key) as Value), 0);
}

const ofFormat: CallCost = (format, text) => {
  if (!(format instanceof FormatValue)) return 1;
  return traversal(1 + costSize(text)) * Math.ceil(format.regexSize * REGEX_FACTOR);
};

/** Finding an IP: by what the prefix covers, and the text when it has to be read first. */
function contains(extra: (cidr: number) => number, reads: boolean): CallCost {
  return (cidr, other) => {
    const size = costSize(cidr);
    return traversal(size + size) + extra(size) + (reads ? traversal(costSize(other)) : 0);
  };
}

const BY_FUNCTION = new Map<string, CallCost>([
  ['check', 350_000],
  ...[
    'serviceAccount path group resource subresource namespace name allowed reason error errored',
    'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast',
    'format.named',
    'sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch',
    'getScheme getHostname getHost getPort getEscapedPath getQuery',
  ].flatMap((names) => names.split(' ').map((name): [string, CallCost] => [name, 1])),
  ['fieldSelector', ofSelector],
  ['labelSelector', ofSelector],
  ...['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'].map((name): [string, CallCost] => [
    name,
    walk,
  ]),
  ...[
    'url lowerAscii upperAscii substring trim jsonpatch.escapeKey cidr isIP isCIDR quantity isQuantity semver isSemver',
  ].flatMap((names) => names.split(' ').map((name): [string, CallCost] => [name, ofFirst])),
  ['replace', twiceFirst],
  ['split', twiceFirst],
  ['ip.isCanonical', twiceFirst],
  ['join', (_a, _b, result) => Math.ceil(costSize(result) * 2 * TRAVERSAL)],
  ['find', regexCost],
  ['findAll', regexCost],
  ['validate', ofFormat],
]);

const containsCidr = (size: number): number => traversal(size) + 1;

/** Equality costs by size, but on the values of these libraries it costs one. */
const ofEquality: CallCost = (a, b, result) => {
  if (a instanceof OpaqueValue) return 1;
  const cost = standardCosts('_==_', 'equals');
  return typeof cost === 'number' ? cost : cost(a, b, result);
};

/** The API server's costs (apiserver pkg/cel/library/cost.go), cel-go's where it has none. */
export const kubernetesCosts: CallCosts = (name, overload) => {
  switch (name) {
    case 'ip':
      return overload === 'cidr_ip' ? 1 : ofFirst;
    case 'containsIP':
      return contains(() => 0, overload === 'cidr_contains_ip_string');
    case 'containsCIDR':
      return contains(containsCidr, overload === 'cidr_contains_cidr_string');
    case '_==_':
      return ofEquality;
    default:
      return BY_FUNCTION.get(name) ?? standardCosts(name, overload);
  }
};
