import { describe, expect, test } from 'vitest';
import { dynType, kubernetesEnvironment, toJson } from './index.ts';

/** What an expression comes to, in one line. */
function outcome(expression: string): string {
  const variables = { object: dynType };
  const compiled = kubernetesEnvironment({ version: '1.36', variables }).compile(expression);
  if (!compiled.ok) return `refused: ${compiled.issues.map(({ message }) => message).join('; ')}`;
  const result = compiled.program.evaluate({ object: { list: [1, 2], map: { a: 1 } } });
  return result.ok ? JSON.stringify(toJson(result.value)) : `error: ${result.error}`;
}

const noList = 'internal error: interface conversion: *types.Err is not traits.Lister: missing method Add';

/** Inputs on which this engine once said something else than apiserver v0.36.3 with cel-go v0.26.0. */
describe('upstream says', () => {
  test.each([
    // Time zones are files with exact names.
    ['timestamp(0).getHours("America/New_York")', '19'],
    ['timestamp(0).getHours("america/new_york")', 'error: unknown time zone america/new_york'],
    ['timestamp(0).getHours("utc")', 'error: unknown time zone utc'],
    ['timestamp(0).getHours("gmt")', 'error: unknown time zone gmt'],
    ['timestamp(0).getHours("Zulu")', '0'],
    ['timestamp(0).getHours("Local")', '0'],
    ['timestamp(0).getHours("a/../b")', 'error: time: invalid location name'],
    ['timestamp(0).getHours("/etc/localtime")', 'error: time: invalid location name'],
    ['timestamp(0).getHours("\\\\x")', 'error: time: invalid location name'],
    ['timestamp(0).getHours("\\u0000")', 'error: invalid argument'],
    [
      'timestamp(0).getHours("99999999999999999999:0")',
      'error: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    [
      'timestamp("2020-01-01T00:00:00.5Z") - (timestamp("2020-01-01T00:00:00.5Z") - duration("2562047h47m16.854775807s"))',
      'error: integer overflow',
    ],
    // Costs of list functions are counted before anybody looks whether an argument is an error.
    ['object.nope.sort()', 'error: no such key: nope'],
    ['[1].slice(3, 4).sort() == [] || true', `error: ${noList}`],
    ['object.nope.distinct() == [] || true', `error: ${noList}`],
    ['object.nope.sortBy(v, v)', 'error: no such key: nope'],
    [
      'dyn(1).distinct()',
      'error: internal error: interface conversion: types.Int is not traits.Lister: missing method Contains',
    ],
    [
      '[].flatten(dyn(b"a"))',
      'error: internal error: interface conversion: ref.Val is types.Bytes, not types.Int',
    ],
    ['["a"].flatten(-9223372036854775808)', 'error: operation cancelled: actual cost limit exceeded'],
    // Quantities: the least int64 has no opposite, and what once was a decimal never becomes an integer again.
    ['string(quantity("1Gi").sub(-9223372036854775808).asInteger())', '"-9223372035781033984"'],
    ['quantity("-1").sub(-9223372036854775808).asInteger()', 'error: cannot convert value to integer'],
    ['quantity("9Ei").sub(quantity("9Ei")).add(1).isInteger()', 'false'],
    ['quantity("9223372036854776807").asApproximateFloat()', '9223372036854778000'],
    ['quantity("100000000000000000000").add(quantity("1.5k")).asApproximateFloat()', '100000000000000020000'],
    // Numbers in Go's syntax.
    ['double("1_000.5_5e1_0")', '10005500000000'],
    ['double("0x_1p0_4")', '16'],
    ['double("1__0")', "refused: type conversion error from 'string' to 'double'"],
    ['"%.1f".format([-0.0])', '"0.0"'],
    ['double("NaN") < dyn("a")', 'error: NaN values cannot be ordered'],
    // Others.
    ['timestamp(null)', 'refused: invalid timestamp argument'],
    ['size(dyn(ip("::1")))', 'error: no such overload: size'],
    ['dyn(1).find("a")', 'error: no such overload'],
    ['"a".findAll("a", dyn(1.5))', 'error: no such overload'],
    ['"a".matches("a\\\\")', 'refused: invalid matches argument'],
    ['"a".find("a\\\\")', 'refused: error parsing regexp: trailing backslash at end of expression: ``'],
    ['semver("ÿ", true)', 'error: Invalid character(s) found in major number "0ÿ"'],
  ])('%s: %s', (expression, expected) => {
    expect(outcome(expression)).toBe(expected);
  });
});
