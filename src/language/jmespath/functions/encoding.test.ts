import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Encodings; the answers are upstream's. */

describe('base64', () => {
  test.each<[string, Json, Json]>([
    ['base64_decode(@)', 'aGVsbG8=', 'hello'],
    ['base64_decode(@)', 'aGVs\nbG8=', 'hello'],
    ['base64_decode(@)', 'aGVsbG8', 'error: illegal base64 data at input byte 4'],
    ['base64_decode(@)', 'aGV$bG8=', 'error: illegal base64 data at input byte 3'],
    ['base64_decode(@)', 'aGVsbG8=x', 'error: illegal base64 data at input byte 8'],
    ['base64_decode(@)', 'a', 'error: illegal base64 data at input byte 0'],
    ['base64_decode(@)', 'aA=', 'error: illegal base64 data at input byte 3'],
    ['base64_decode(@)', '=', 'error: illegal base64 data at input byte 0'],
    ['base64_decode(@)', 'é', 'error: illegal base64 data at input byte 0'],
    ['base64_encode(@)', 'é😀', 'w6nwn5iA'],
    ['length(base64_decode(@))', '/4A=', 2],
    ['base64_encode(base64_decode(@))', '/4DDqQ==', '/4DDqQ=='],
    ['sha256(base64_decode(@))', '/4A=', '85c61621ebd04403f66d96fe300cf10b3844de7358184f1276cb08790fd135f1'],
    ['to_string([base64_decode(@)])', '/2E=', '["\\ufffda"]'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('digests', () => {
  test.each<[string, Json, Json]>([
    ['sha256(@)', 'é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
    ['sha1(@)', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['md5(@)', '', 'd41d8cd98f00b204e9800998ecf8427e'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('parse_json', () => {
  test.each<[string, Json, Json]>([
    ['parse_json(@)', '{"a": [1, "\\u00e9\\n", null, true, -0.5e1]}', { a: [1, 'é\n', null, true, -5] }],
    ['parse_json(@)', '{"a":1,"a":2}', { a: 2 }],
    ['parse_json(@)', '"\\ud800x"', '�x'],
    ['parse_json(@)', '', 'error: unexpected end of JSON input'],
    ['parse_json(@)', '{', 'error: unexpected end of JSON input'],
    ['parse_json(@)', '{a', "error: invalid character 'a' looking for beginning of object key string"],
    ['parse_json(@)', '{"a"}', "error: invalid character '}' after object key"],
    ['parse_json(@)', '{"a":1,}', "error: invalid character '}' looking for beginning of object key string"],
    ['parse_json(@)', '[1,]', "error: invalid character ']' looking for beginning of value"],
    ['parse_json(@)', '[1 2]', "error: invalid character '2' after array element"],
    ['parse_json(@)', '1 2', "error: invalid character '2' after top-level value"],
    ['parse_json(@)', 'tru', "error: invalid character ' ' in literal true (expecting 'e')"],
    ['parse_json(@)', 'trux', "error: invalid character 'x' in literal true (expecting 'e')"],
    ['parse_json(@)', '01', "error: invalid character '1' after top-level value"],
    ['parse_json(@)', '-', "error: invalid character ' ' in numeric literal"],
    ['parse_json(@)', '1.', "error: invalid character ' ' after decimal point in numeric literal"],
    ['parse_json(@)', '1e', "error: invalid character ' ' in exponent of numeric literal"],
    ['parse_json(@)', '"a', 'error: unexpected end of JSON input'],
    ['parse_json(@)', '"\\q"', "error: invalid character 'q' in string escape code"],
    ['parse_json(@)', '"\\u12"', "error: invalid character '\"' in \\u hexadecimal character escape"],
    ['parse_json(@)', '"\n"', "error: invalid character '\\n' in string literal"],
    ['parse_json(@)', '[1e999]', 'error: json: cannot unmarshal number 1e999 into Go value of type float64'],
    ['parse_json(@)', "'", "error: invalid character '\\'' looking for beginning of value"],
    ['parse_json(@)', '"a" "', "error: invalid character '\"' after top-level value"],
    ['parse_json(@)', 'é', "error: invalid character 'Ã' looking for beginning of value"],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('parse_yaml', () => {
  test.each<[string, Json, Json]>([
    ['parse_yaml(@)', 'a: [1, b]\nc: yes\n', { a: [1, 'b'], c: true }],
    ['parse_yaml(@)', '', null],
    ['parse_yaml(@)', 'a: 012', { a: 10 }],
    ['parse_yaml(@).a', 'a: 18446744073709551615', 18446744073709552000],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
