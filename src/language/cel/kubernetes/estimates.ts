import {
  type ArgEstimate,
  type CallEstimate,
  type CallEstimator,
  matched,
  traversed,
} from '../estimate/call-estimate.ts';
import { exactly, plus, type Range, scaled, times, UNKNOWN } from '../estimate/range.ts';
import { LIST_COST, REGEX_FACTOR, STRUCT_COST, TRAVERSAL } from '../plan/call-cost.ts';

const ONE: CallEstimate = { cost: exactly(1) };
/** Lengths of an address: IPv4 or IPv6. */
const ADDRESS: Range = { min: 4, max: 16 };
const LONGEST_FORMAT = 64;
const LONGEST_NAME_REGEX = 128;

const CONSTANT = new Set(
  [
    'serviceAccount path group resource subresource namespace name allowed reason error errored',
    'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast',
    'format.named sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch',
    'getScheme getHostname getHost getPort getEscapedPath getQuery',
  ].flatMap((names) => names.split(' ')),
);
const FROM_TEXT = new Set(['cidr', 'isIP', 'isCIDR', 'ip', 'quantity', 'isQuantity', 'semver', 'isSemver']);
const EQUAL_IN_ONE = new Set([
  'net.IP',
  'net.CIDR',
  'kubernetes.Quantity',
  'kubernetes.Semver',
  'kubernetes.authorization.Authorizer',
  'kubernetes.authorization.PathCheck',
  'kubernetes.authorization.GroupCheck',
  'kubernetes.authorization.ResourceCheck',
  'kubernetes.authorization.Decision',
]);

/** The API server's estimates (apiserver pkg/cel/library/cost.go) and those of cel-go's sets and lists. */
export const kubernetesEstimates: CallEstimator = (name, overload, target, args) => {
  const [first, second] = args;
  if (CONSTANT.has(name)) return ONE;
  if (name === 'ip' && overload === 'cidr_ip') return ONE;
  if (FROM_TEXT.has(name)) return first ? traversed(first.size) : null;
  switch (name) {
    case 'check':
      return { cost: exactly(350_000) };
    case 'fieldSelector':
    case 'labelSelector':
      return first ? { cost: selector(first.size) } : null;
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return target && walked(target);
    case 'url':
    case 'jsonpatch.escapeKey':
      return first ? { ...traversed(first.size), size: first.size } : null;
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return target && { ...traversed(target.size), size: target.size };
    case 'replace':
      return target && first && second ? replaced(target.size, first.size, second.size) : null;
    case 'split':
      return target && split(target.size, second);
    case 'join':
      return target && joined(target, first);
    case 'find':
    case 'findAll':
      return target && first
        ? { cost: matched(target.size, first.size), size: { min: 0, max: target.size.max } }
        : null;
    case 'ip.isCanonical':
      return first ? { cost: scaled(first.size, 2 * TRAVERSAL) } : null;
    case 'containsIP':
      return first ? { cost: contained(first.size, overload === 'cidr_contains_ip_string') } : null;
    case 'containsCIDR':
      return first
        ? {
            cost: plus(
              contained(first.size, overload === 'cidr_contains_cidr_string'),
              scaled(ADDRESS, TRAVERSAL),
              exactly(1),
            ),
          }
        : null;
    case 'validate':
      return first
        ? { cost: scaled(scaled(first.size, TRAVERSAL), LONGEST_NAME_REGEX * REGEX_FACTOR) }
        : null;
    case '_==_':
      return first && second ? equality(first, second) : null;
    default:
      return aggregate(overload, target, args);
  }
};

function selector(size: Range): Range {
  const requirements = scaled(scaled(size, 0.5), LIST_COST + STRUCT_COST);
  return plus(exactly(LIST_COST), scaled(size, TRAVERSAL), requirements);
}

/** One look at each element; text elements are read through. */
function walked(target: ArgEstimate): CallEstimate {
  const [element] = target.type.params;
  if (!element) return traversed(target.size);
  const text = element.kind === 'string' || element.kind === 'bytes';
  const each = text ? plus(exactly(1), scaled(target.elementSize ?? UNKNOWN, TRAVERSAL)) : exactly(1);
  return { cost: times(target.size, each) };
}

function replaced(text: Range, old: Range, by: Range): CallEstimate {
  const most =
    old.min === 0
      ? { count: text.max + 1, kept: text.max }
      : by.max <= old.min
        ? { count: 0, kept: text.max }
        : { count: Math.ceil(text.max / old.min), kept: 0 };
  const least =
    old.max === 0
      ? { count: text.min + 1, kept: text.min }
      : old.max <= by.min
        ? { count: 0, kept: text.min }
        : { count: Math.ceil(text.min / old.max), kept: 0 };
  const size = plus(times({ min: least.count, max: most.count }, by), { min: least.kept, max: most.kept });
  return { cost: scaled(text, 2 * TRAVERSAL), size };
}

function split(text: Range, limit: ArgEstimate | undefined): CallEstimate {
  const given =
    limit?.expr.kind === 'literal' && typeof limit.expr.value === 'number' ? limit.expr.value : text.max;
  // Upstream takes a negative limit for a huge one.
  const max = given < 0 ? Number.POSITIVE_INFINITY : given;
  return { cost: scaled(text, 2 * TRAVERSAL), size: { min: 0, max } };
}

function joined(list: ArgEstimate, separator: ArgEstimate | undefined): CallEstimate {
  const texts = times(list.size, list.elementSize ?? UNKNOWN);
  const between = { min: Math.max(list.size.min - 1, 0), max: Math.max(list.size.max - 1, 0) };
  const size = separator ? plus(texts, times(separator.size, between)) : texts;
  return { ...traversed(size), size };
}

function contained(text: Range, reads: boolean): Range {
  const compared = scaled(plus(ADDRESS, ADDRESS), TRAVERSAL);
  return reads ? plus(compared, scaled(text, TRAVERSAL)) : compared;
}

function equality(a: ArgEstimate, b: ArgEstimate): CallEstimate | null {
  if (a.type.name !== b.type.name) return null;
  if (EQUAL_IN_ONE.has(a.type.name)) return ONE;
  if (a.type.name === 'kubernetes.NamedFormat')
    return { cost: scaled({ min: 1, max: LONGEST_FORMAT }, TRAVERSAL) };
  return a.type.name === 'kubernetes.URL' ? { cost: scaled({ min: 1, max: b.size.max }, TRAVERSAL) } : null;
}

/** cel-go's sets and lists: by the product of the sizes, with the making of a list. */
function aggregate(
  overload: string,
  target: ArgEstimate | null,
  args: readonly ArgEstimate[],
): CallEstimate | null {
  const [first, second] = args;
  const sets = /^list_sets_(contains|intersects|equivalent)_list$/.exec(overload);
  if (sets && first && second) {
    const factor = sets[1] === 'equivalent' ? 2 : 1;
    return { cost: plus(scaled(times(first.size, second.size), factor), exactly(1)) };
  }
  if (overload === 'lists_range' && first)
    return allocated(1, exactly(intLiteral(first, Number.POSITIVE_INFINITY)));
  if (!target) return null;
  if (overload === 'list_slice' && first && second) {
    return allocated(1, exactly(intLiteral(second, target.size.max) - intLiteral(first, 0)));
  }
  if (overload === 'list_reverse') return allocated(1, target.size);
  if (overload === 'list_distinct') return allocated(2, times(target.size, target.size));
  if (overload === 'list_flatten') return allocated(1, target.size);
  if (overload === 'list_flatten_int' && first)
    return allocated(intLiteral(first, Number.POSITIVE_INFINITY), target.size);
  const sorted = /^list_(.+)_sort(ByAssociatedKeys)?$/.exec(overload);
  if (!sorted) return null;
  const size = sorted[2] && first ? first.size : target.size;
  return allocated(sorted[1] === 'string' || sorted[1] === 'bytes' ? 2 + TRAVERSAL : 2, times(size, size));
}

function allocated(factor: number, size: Range): CallEstimate {
  return { cost: plus(scaled(size, factor), exactly(1 + LIST_COST)), size };
}

function intLiteral(arg: ArgEstimate, otherwise: number): number {
  if (arg.expr.kind !== 'literal' || typeof arg.expr.value !== 'number') return otherwise;
  return Math.max(arg.expr.value, 0);
}
