import { describe, expect, test } from 'vitest';
import {
  CelError,
  type Compiled,
  doubleValue,
  dynType,
  intType,
  kubernetesEnvironment,
  LazyMap,
  LazyValue,
  member,
  mutationLibrary,
  OpaqueValue,
  type Result,
  readJson,
  standardEnvironment,
  stringType,
  structDecl,
  structType,
  type Type,
  toJson,
  type Value,
} from './index.ts';

const env = kubernetesEnvironment({ version: '1.36', variables: { object: dynType, params: dynType } });

function compile(expression: string, environment = env): Compiled & { ok: true } {
  const compiled = environment.compile(expression);
  if (!compiled.ok) throw new Error(compiled.text);
  return compiled;
}

function refusal(expression: string, environment = env): string {
  const compiled = environment.compile(expression);
  if (compiled.ok) throw new Error(`${expression} compiles`);
  return compiled.text;
}

function run(expression: string, activation: Record<string, Value> = {}): Result {
  return compile(expression).program.evaluate(activation);
}

describe('a compiled expression', () => {
  test('has a type, and gives a value with its cost', () => {
    const compiled = compile('object.spec.replicas <= params.max');
    expect(String(compiled.type)).toBe('bool');
    const result = compiled.program.evaluate({ object: { spec: { replicas: 2 } }, params: { max: 3 } });
    expect(result).toEqual({ ok: true, value: true, cost: 6 });
  });

  test('gives an error as a value', () => {
    expect(run('object.spec.replicas', { object: {} })).toMatchObject({
      ok: false,
      error: 'no such key: spec',
      cost: 2,
    });
    expect(run('object.a', {})).toMatchObject({ ok: false, error: 'no such attribute(s): object' });
  });

  test('stops when it costs too much', () => {
    const { program } = compile('[1, 2, 3].all(a, [1, 2, 3].all(b, a + b > 0))');
    expect(program.evaluate({}, { costLimit: 20 })).toMatchObject({
      ok: false,
      error: 'operation cancelled: actual cost limit exceeded',
      costExceeded: true,
    });
    expect(program.evaluate({}, { costLimit: 1000 })).toMatchObject({ ok: true, value: true });
  });

  test('names the variables it reads', () => {
    expect(compile('params.a + params.b').program.variables).toEqual(['params']);
  });
});

describe('a refused expression', () => {
  test('shows the place with a caret', () => {
    expect(refusal('1 + missing')).toBe(
      "ERROR: <input>:1:5: undeclared reference to 'missing' (in container '')\n | 1 + missing\n | ....^",
    );
  });

  test('shows wide carets below wide characters', () => {
    expect(refusal("'ä' + missing")).toContain('\n | .．....^');
  });

  test('lists its issues with line, column and offset', () => {
    const compiled = env.compile('a\n  + b');
    expect(
      compiled.ok ? [] : compiled.issues.map(({ line, column, offset }) => [line, column, offset]),
    ).toEqual([
      [1, 1, 0],
      [2, 5, 6],
    ]);
  });

  test('may check and still not be a program', () => {
    expect(env.compile("int('x')")).toMatchObject({
      ok: false,
      program: true,
      text: "type conversion error from 'string' to 'int'",
    });
  });
});

describe('hostile objects', () => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'inherit no %s',
    (name) => {
      expect(run(`has(object.${name})`, { object: {} })).toMatchObject({ value: false });
      expect(run(`object.${name}`, { object: {} })).toMatchObject({ error: `no such key: ${name}` });
      expect(run(`'${name}' in object`, { object: {} })).toMatchObject({ value: false });
      expect(run(`object[params]`, { object: {}, params: name })).toMatchObject({
        error: `no such key: ${name}`,
      });
      const own = readJson(`{"${name}": 1}`);
      expect(run(`object.${name}`, { object: own })).toMatchObject({ value: 1 });
      expect(run(`object.map(k, k)`, { object: own })).toMatchObject({ value: [name] });
    },
  );

  test('nested without end are an error, not a crash', () => {
    let deep: Value = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(run('object == params', { object: deep, params: [deep] })).toMatchObject({ ok: false });
  });
});

describe('expressions without end are refused', () => {
  test.each([
    ['(', 300],
    ['[', 300],
    ['-', 60_000],
    ['a.', 60_000],
    ['1+', 60_000],
    ['a(', 300],
    ['x ? ', 300],
  ])('%s over and over', (part, times) => {
    expect(env.compile(part.repeat(times)).ok).toBe(false);
  });

  test('and too long ones', () => {
    expect(refusal(`'${'x'.repeat(100_001)}'`)).toContain('expression code point size exceeds limit');
  });
});

describe('variables', () => {
  test('of a declared type have only its fields', () => {
    const request = structDecl('kubernetes.AdmissionRequest', { operation: stringType });
    const typed = kubernetesEnvironment({
      version: '1.36',
      variables: { request: request.type },
      structs: [request],
    });
    expect(refusal('request.uid', typed)).toContain("1:8: undefined field 'uid'");
    expect(
      compile('request.operation', typed).program.evaluate({ request: { operation: 'CREATE' } }),
    ).toMatchObject({
      value: 'CREATE',
    });
    expect(compile('request.operation', typed).program.evaluate({ request: {} })).toMatchObject({
      error: 'no such key: operation',
    });
  });

  test('may have a dot in their name', () => {
    const dotted = kubernetesEnvironment({
      version: '1.36',
      variables: { 'authorizer.requestResource': intType },
    });
    const compiled = compile('authorizer.requestResource + 1', dotted);
    expect(compiled.program.evaluate({ 'authorizer.requestResource': 1 })).toMatchObject({ value: 2 });
  });

  test('are worked out late and once', () => {
    let times = 0;
    const lazy = new LazyValue(() => {
      times++;
      return 1;
    });
    const { program } = compile('params.skip || object + object == 2');
    program.evaluate({ object: lazy as unknown as Value, params: { skip: true } });
    expect(times).toBe(0);
    expect(program.evaluate({ object: lazy as unknown as Value, params: { skip: false } })).toMatchObject({
      value: true,
    });
    expect(times).toBe(1);
  });

  test('of a policy are lazy fields of a declared type', () => {
    const fields = new Map<string, Type>([['big', dynType]]);
    const type = structType('kubernetes.variables');
    const policy = kubernetesEnvironment({
      version: '1.36',
      variables: { variables: type },
      structs: [{ name: type.name, type, fields }],
    });
    expect(refusal('variables.small', policy)).toContain("undefined field 'small'");
    const variables = new LazyMap();
    variables.define(
      'big',
      () => new CelError('composited variable "big" fails to evaluate: no such key: x'),
    );
    expect(compile('variables.big == 1', policy).program.evaluate({ variables })).toMatchObject({
      error: 'composited variable "big" fails to evaluate: no such key: x',
    });
  });
});

describe('libraries from above', () => {
  const pointType = structType('test.Point');

  class Point extends OpaqueValue {
    readonly type: Type = pointType;

    equals(other: Value): boolean {
      return other instanceof Point;
    }

    toString(): string {
      return 'point';
    }
  }

  test('bring functions and opaque types, with costs of their own', () => {
    const extended = standardEnvironment({
      variables: { p: pointType },
      functions: [
        {
          name: 'reach',
          overloads: [member('point_reach', [pointType, intType], intType, (_, n) => n as Value)],
        },
      ],
      costs: { point_reach: 7 },
    });
    const result = compile('p.reach(3)', extended).program.evaluate({ p: new Point() });
    expect(result).toEqual({ ok: true, value: 3, cost: 8 });
    expect(refusal("p.reach('x')", extended)).toContain(
      "found no matching overload for 'reach' applied to 'test.Point.(string)'",
    );
  });

  test('bring the pseudo-types of mutating policies', () => {
    const mutating = kubernetesEnvironment({ version: '1.36', libraries: [mutationLibrary] });
    const patch = compile(
      "[JSONPatch{op: 'add', path: '/a/' + jsonpatch.escapeKey('x/y~'), value: 1}]",
      mutating,
    );
    const patched = patch.program.evaluate();
    expect(patched.ok && toJson(patched.value)).toEqual([{ op: 'add', path: '/a/x~1y~0', value: 1 }]);
    const applied = compile('Object{spec: Object.spec{replicas: 2}}', mutating);
    expect(String(applied.type)).toBe('Object');
    const object = applied.program.evaluate();
    expect(object.ok && toJson(object.value)).toEqual({ spec: { replicas: 2 } });
    expect(refusal('JSONPatch{op: 1}', mutating)).toContain("expected type of field 'op' is 'string'");
  });
});

describe('the versions of Kubernetes', () => {
  test.each([
    ["format.dns1123Label().validate('a')", '1.30', '1.31'],
    ['{1: 2}.all(k, v, k < v)', '1.31', '1.32'],
    ["semver('1.2.3').major() == 1", '1.32', '1.33'],
    ['[1, 2].distinct()', '1.33', '1.34'],
  ] as const)('%s is refused by %s and taken by %s', (expression, before, since) => {
    expect(kubernetesEnvironment({ version: before }).compile(expression).ok).toBe(false);
    expect(kubernetesEnvironment({ version: since }).compile(expression).ok).toBe(true);
  });
});

describe('numbers of JSON', () => {
  test.each([
    ['1', 'int'],
    ['1.0', 'double'],
    ['1e2', 'double'],
    ['0.5', 'double'],
    ['9007199254740993', 'int'],
    ['9223372036854775807', 'int'],
    ['9223372036854775808', 'double'],
    ['-0', 'int'],
  ])('%s is %s', (text, type) => {
    expect(run(`type(object) == ${type}`, { object: readJson(text) })).toMatchObject({ value: true });
  });

  test('are exact beyond 2^53', () => {
    expect(run('object + 1 == 9007199254740994', { object: readJson('9007199254740993') })).toMatchObject({
      value: true,
    });
  });

  test('come back as numbers', () => {
    expect(toJson(doubleValue(1))).toBe(1);
    expect(toJson(readJson('{"a":[1.0,2]}'))).toEqual({ a: [1, 2] });
  });
});
