import { expect, test } from 'vitest';
import { formatAddress, maskBytes, parseAddress, parsePrefix } from './address.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8::0:1', '2001:db8::1'],
  ['::', '::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
])('%s is %s', (text, printed) => {
  const address = parseAddress(text);
  expect(typeof address === 'string' ? address : formatAddress(address)).toBe(printed);
});

test.each([
  ['1.2.3', 'ParseAddr("1.2.3"): IPv4 address too short'],
  ['1.2.3.04', 'ParseAddr("1.2.3.04"): IPv4 field has octet with leading zero'],
  ['1.2.3.256', 'ParseAddr("1.2.3.256"): IPv4 field has value >255'],
  ['1.2.3.4.5', 'ParseAddr("1.2.3.4.5"): IPv4 address too long'],
  ['a', 'ParseAddr("a"): unable to parse IP'],
  ['1::2::3', 'ParseAddr("1::2::3"): multiple :: in address (at ":3")'],
  ['1:2:3:4:5:6:7', 'ParseAddr("1:2:3:4:5:6:7"): address string too short'],
  ['12345::', 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")'],
  ['::1%', 'ParseAddr("::1%"): zone must be a non-empty string'],
])('%s is none', (text, problem) => {
  expect(parseAddress(text)).toBe(problem);
});

test('prefixes keep their address and mask it when asked', () => {
  const prefix = parsePrefix('10.1.2.3/20');
  if (typeof prefix === 'string') throw new Error(prefix);
  expect(prefix.bits).toBe(20);
  expect(maskBytes(prefix.address.bytes, prefix.bits)).toEqual([10, 1, 0, 0]);
  expect(parsePrefix('10.0.0.0/33')).toBe('netip.ParsePrefix("10.0.0.0/33"): prefix length out of range');
  expect(parsePrefix('10.0.0.0/08')).toBe('netip.ParsePrefix("10.0.0.0/08"): bad bits after slash: "08"');
});
