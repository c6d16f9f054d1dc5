import { describe, expect, test } from 'vitest';
import { readYaml } from './document.ts';
import { positionAt } from './position.ts';
import { YamlError } from './yaml-error.ts';

/**
 * What is read and what is refused here was checked against sigs.k8s.io/yaml v1.6.0 with go.yaml.in/yaml/v2 v2.4.4. The bounds on
 * nesting are our own, and CR CR LF is what it becomes before YAML is read.
 */

function valueOf(text: string): unknown {
  return readYaml(text).value;
}

function errorOf(text: string, maxDepth?: number): YamlError {
  try {
    readYaml(text, maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error('expected a YamlError, found none');
}

describe('plain scalars', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['TRUE', true],
    ['tRue', 'tRue'],
    ['no', false],
    ['n', false],
    ['OFF', false],
    ['~', null],
    ['Null', null],
    ['nULL', 'nULL'],
    ['0x50', 80],
    ['0120', 80],
    ['0o17', 15],
    ['0b11', 3],
    ['0b-1', -1],
    ['8_0', 80],
    ['080', 80],
    ['80.0', 80],
    ['+0x10', 16],
    ['-017', -15],
    ['-0', 0],
    ['1e3', 1000],
    ['.5', 0.5],
    ['.5_0', 0.5],
    ['.5_', '.5_'],
    ['1e999', '1e999'],
    ['190:20:30', '190:20:30'],
    ['2020-01-01', '2020-01-01'],
    ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
    ['9007199254740993', 9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709551616],
    ['-9223372036854775808', -9223372036854775808n],
    ['1e18', 1000000000000000000n],
    ['<<', '<<'],
    ['a#b', 'a#b'],
    ['a #b', 'a'],
    ['a:b', 'a:b'],
    ['-a', '-a'],
    ['?a', '?a'],
  ])('%s', (text, expected) => {
    expect(valueOf(`key: ${text}\n`)).toEqual({ key: expected });
  });

  test('go on over lines', () => {
    expect(valueOf('key: a\n  b\n\n  c\n')).toEqual({ key: 'a b\nc' });
  });
});

describe('keys', () => {
  test.each<[string, string]>([
    ['yes', 'true'],
    ['0x10', '16'],
    ['1.5', '1.5'],
    ['1e6', '1e+06'],
    ['0999999999', '1e+09'],
    ['1e18', '1e+18'],
    ['.inf', '.inf'],
    ['"null"', 'null'],
    ['!!binary YQ==', 'a'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ])('%s is called %s', (text, expected) => {
    const value = valueOf(`${text}: x\n`) as object;
    expect(Object.keys(value)).toEqual([expected]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each(['~: x', ': x', '[a]: x', '{a: b}: x', '18446744073709551615: x'])('%s is refused', (text) => {
    expect(errorOf(text).code).toBe('SYNTAX');
  });

  test('the last of equal keys holds, and it is said where', () => {
    const { value, duplicates } = readYaml('a: 1\nb: 2\na: 3\n');
    expect(value).toEqual({ a: 3, b: 2 });
    expect(duplicates).toEqual([{ key: 'a', offset: 10, merged: false }]);
  });

  test('equal keys are refused when strict', () => {
    expect(() => readYaml('a: 1\na: 2\n', { strict: true })).toThrow(
      'expected each key once, found "a" again',
    );
  });
});

describe('tags', () => {
  test.each<[string, unknown]>([
    ['!!str 1', '1'],
    ['!!str', ''],
    ['! 1', '1'],
    ['!custom 1', '1'],
    ['!!int "0x10"', 16],
    ['!!bool "yes"', true],
    ['!!float 1', 1],
    ['!!null ""', null],
    ['!!binary aGk=', 'hi'],
    ['!<tag:yaml.org,2002:int> 7', 7],
    ['!!timestamp 2020-02-29', '2020-02-29'],
    ['!!seq {a: b}', { a: 'b' }],
  ])('%s', (text, expected) => {
    expect(valueOf(`key: ${text}\n`)).toEqual({ key: expected });
  });

  test.each([
    '!!int a',
    '!!bool 1',
    '!!null a',
    '!!float a',
    '!!binary a',
    '!!timestamp 2021-02-29',
    '!x!y z',
  ])('%s is refused', (text) => {
    expect(errorOf(`key: ${text}\n`).code).toBe('SYNTAX');
  });

  test('a %TAG directive gives handles', () => {
    expect(valueOf('%TAG !k! tag:yaml.org,2002:\n---\nkey: !k!int "1"\n')).toEqual({ key: 1 });
  });
});

describe('merges', () => {
  test('what stands after a merge wins over it, what stands before loses', () => {
    expect(valueOf('a: {<<: {x: 1}, x: 2}\nb: {x: 2, <<: {x: 1}}\n')).toEqual({ a: { x: 2 }, b: { x: 1 } });
  });

  test('of several the first wins', () => {
    expect(valueOf('a: &a {x: 1}\nb: {<<: [*a, {x: 2, z: 2}]}\n')).toEqual({
      a: { x: 1 },
      b: { x: 1, z: 2 },
    });
  });

  test('an alias in a list that is merged may come before its anchor is read', () => {
    expect(valueOf('{<<: [{a: &x 1}, {b: *x}]}\n')).toEqual({ a: 1, b: 1 });
  });

  test('a quoted << is a key like others', () => {
    expect(valueOf('{"<<": {x: 1}}')).toEqual({ '<<': { x: 1 } });
  });

  test.each(['<<: 1', '<<: [1]', 'a: &a [x]\n<<: *a'])('%j is refused', (text) => {
    expect(errorOf(text).message).toContain('expected a mapping');
  });
});

describe('texts in quotes and blocks', () => {
  test.each<[string, string]>([
    ['"a\\nb\\x41\\u00e9\\U0001F600\\e"', 'a\nbAé😀\x1b'],
    ["'it''s'", "it's"],
    ['"a\nb\n\nc"', 'a b\nc'],
    ['"a \\\n   b"', 'a b'],
    ['|\n  a\n   b\n', 'a\n b\n'],
    ['|-\n  a\n\n', 'a'],
    ['|+\n  a\n\n', 'a\n\n'],
    ['>\n  a\n  b\n\n  c\n   d\n  e\n', 'a b\nc\n d\ne\n'],
    ['|1\n  a\n', ' a\n'],
    ['|  # comment\n  a\n', 'a\n'],
  ])('%j', (text, expected) => {
    expect(valueOf(`key: ${text}`)).toEqual({ key: expected });
  });

  test.each(['"a', "'a", '"\\/"', '"\\ud800"', '"\\x4"', '|0\n a', '| a\n b', '"a\n--- b"', '|\n\ta'])(
    '%j is refused',
    (text) => {
      expect(errorOf(`key: ${text}\n`).code).toBe('SYNTAX');
    },
  );
});

describe('where other readers of YAML go wrong', () => {
  test('U+2028, U+0085 and a lone CR end a line, and a comment with it', () => {
    for (const end of ['\u2028', '\u0085', '\r']) {
      expect(valueOf(`a: b # c${end}hostNetwork: true\n`)).toEqual({ a: 'b', hostNetwork: true });
    }
  });

  test('closing brackets and quoted texts may stand at the start of a line', () => {
    expect(valueOf('a: [\nb\n]\nc: "d\ne"\n')).toEqual({ a: ['b'], c: 'd e' });
  });

  test('a list may stand as far left as its key', () => {
    expect(valueOf('a:\n- b\n- c: d\n  e: f\ng: h\n')).toEqual({ a: ['b', { c: 'd', e: 'f' }], g: 'h' });
  });

  test('what follows the end of a document is not read, but it is said where it begins', () => {
    expect(readYaml('a: b\n...\n}}garbage\n')).toMatchObject({ value: { a: 'b' }, ignoredFrom: 8 });
    expect(readYaml('a: b\n...\n# comment\n').ignoredFrom).toBe(-1);
  });

  test('a key is at most 1024 characters long', () => {
    expect(valueOf(`${'k'.repeat(1024)}: v`)).toEqual({ ['k'.repeat(1024)]: 'v' });
    expect(errorOf(`a: b\n${'k'.repeat(1025)}: v`).code).toBe('SYNTAX');
    expect(valueOf(`"${'😀'.repeat(1000)}": v`)).toEqual({ ['😀'.repeat(1000)]: 'v' });
  });

  test('CR CR LF is one break, as after the lines were read', () => {
    expect(valueOf('a: |\r\r\n  b\r\r\n  c\r\r\n')).toEqual({ a: 'b\nc\n' });
  });
});

describe('refused with its place', () => {
  test.each<[string, string, string]>([
    ['%YAML 1.2\n---\na: b\n', '1:1', 'expected YAML 1.1, which is what kubectl reads'],
    ['%YAML 1.1\na: b\n', '2:1', 'expected "---" after the directives'],
    ['a: b\n c: d\n', '2:3', 'found ": " where no value may begin'],
    ['a: b: c\n', '1:5', 'found ": " where no value may begin'],
    ['a:\n\tb: c\n', '2:1', 'found a tab where spaces are expected: YAML is indented with spaces'],
    ['a: [b\n', '2:1', 'expected "," or "]", found the end of the document'],
    ['a: *x\n', '1:4', 'expected an anchor &x before *x, found none'],
    ['a: &x [*x]\n', '1:8', 'found an alias inside of what it stands for'],
    ['a: .inf\n', '1:4', 'expected a finite number, found .inf; put it in quotes if it is a text'],
    ['a: &x .inf\nb: *x\n', '1:7', 'expected a finite number'],
    ['a: @b\n', '1:4', 'found "@", which nothing can begin with; put the text in quotes'],
    ['a: b\nc\n', '2:1', 'expected ":" after the key that begins here, on the same line'],
    ['a: "\x01"\n', '1:5', 'expected text, found the control character U+0001; remove it'],
    ['- a\nb: c\n', '2:1', 'expected "-", indented like its neighbours, found a key'],
  ])('%j', (text, place, message) => {
    const error = errorOf(text);
    const { line, column } = positionAt(text, error.offset);
    expect([`${line}:${column}`, error.message]).toEqual([place, expect.stringContaining(message)]);
  });
});

describe('bounds', () => {
  test('nesting, in the text and through aliases', () => {
    expect(errorOf('[[[[a]]]]', 3).code).toBe('TOO_DEEP');
    expect(valueOf('[[[a]]]')).toEqual([[['a']]]);
    expect(errorOf('a: &a [x]\nb: &b [*a]\nc: [*b]\n', 3).code).toBe('TOO_DEEP');
  });

  test('ten thousand levels end in an error, not in an exhausted stack', () => {
    expect(errorOf('['.repeat(10_000)).code).toBe('TOO_DEEP');
    expect(errorOf('- '.repeat(10_000)).code).toBe('TOO_DEEP');
    expect(errorOf('{a: '.repeat(10_000)).code).toBe('TOO_DEEP');
  });

  test('aliases that multiply', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih']) {
      lines.push(`${to}: &${to} [${`*${from},`.repeat(9)}]`);
    }
    expect(errorOf(lines.join('\n')).code).toBe('ALIAS_BOMB');
  });

  test('aliases within reason', () => {
    const items = Array.from({ length: 200 }, () => '- *a').join('\n');
    expect(valueOf(`a: &a {b: c}\nlist:\n${items}\n`)).toMatchObject({ a: { b: 'c' } });
  });

  test('a byte order mark that would make kubectl drop characters', () => {
    const comment = '#'.repeat(507);
    expect(errorOf(`${comment}\n\uFEFF# x\nxkind: Pod\n`).message).toContain('byte order mark');
    expect(errorOf('\uFEFF\uFEFFa: b\nxkind: Pod\n').message).toContain('byte order mark');
    expect(valueOf('\uFEFFa: "x\uFEFF"\n')).toEqual({ a: 'x\uFEFF' });
  });
});

test('a text without a node is null', () => {
  for (const text of ['', '\n', '# only a comment\n', '---\n', '--- # x\n...\n'])
    expect(valueOf(text)).toBeNull();
});
