import { describe, expect, test } from 'vitest';
import { dynType, kubernetesEnvironment, standardEnvironment, type Value } from './index.ts';

/** Set CEL_FUZZ_SEED to the seed of a failing run to repeat it. */
const seed = Number(process.env.CEL_FUZZ_SEED ?? 20_260_731);
const EXPRESSIONS = 10_000;

/** mulberry32: the same numbers on every machine. */
function random(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Generator {
  readonly #next: () => number;

  constructor(start: number) {
    this.#next = random(start);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  literal(): string {
    return this.pick([
      '0',
      '1',
      '-1',
      '9223372036854775807',
      '-9223372036854775808',
      '9007199254740993',
      '0x7f',
      '3u',
      '18446744073709551615u',
      '1.0',
      '-0.5',
      '1e300',
      '.5',
      'true',
      'false',
      'null',
      '""',
      "'a'",
      "r'\\d+'",
      '"\\u00e4\\n"',
      '"\u{1f600}x"',
      "b'\\xff'",
      "'500m'",
      "'1Gi'",
      "'10.0.0.0/8'",
      "'::1'",
      "'2020-02-29T12:00:00Z'",
      "'1h30m'",
      "'(a|b)*c'",
      "'v1.2.3-rc.1'",
    ]);
  }

  name(): string {
    return this.pick([
      'object',
      'params',
      'x',
      'y',
      'v',
      'missing',
      'object.spec',
      'object.metadata.labels',
      'int',
      'type',
    ]);
  }

  field(): string {
    return this.pick([
      'a',
      'spec',
      'containers',
      'name',
      'labels',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
    ]);
  }

  expr(depth: number): string {
    if (depth <= 0) return this.pick([this.literal(), this.name()]);
    const e = (): string => this.expr(depth - 1 - this.below(2));
    const shapes: (() => string)[] = [
      () =>
        `${e()} ${this.pick(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in'])} ${e()}`,
      () => `(${e()})`,
      () => `${this.pick(['!', '-', '!!', '--'])}${e()}`,
      () => `${e()} ? ${e()} : ${e()}`,
      () => `${e()}.${this.field()}`,
      () => `${e()}.?${this.field()}`,
      () => `${e()}[${e()}]`,
      () => `${e()}[?${e()}]`,
      () => `has(${e()}.${this.field()})`,
      () => `[${Array.from({ length: this.below(4) }, e).join(', ')}]`,
      () => `{${Array.from({ length: this.below(3) }, () => `${e()}: ${e()}`).join(', ')}}`,
      () =>
        `${e()}.${this.pick(['all', 'exists', 'exists_one', 'map', 'filter', 'sortBy', 'optMap', 'optFlatMap'])}(v, ${e()})`,
      () =>
        `${e()}.${this.pick(['all', 'exists', 'transformList', 'transformMap', 'transformMapEntry'])}(v, y, ${e()})`,
      () =>
        `${this.pick(['int', 'uint', 'double', 'string', 'bytes', 'bool', 'duration', 'timestamp', 'type', 'dyn', 'size'])}(${e()})`,
      () =>
        `${this.pick(['quantity', 'url', 'ip', 'cidr', 'semver', 'isIP', 'isURL', 'isQuantity', 'optional.of', 'format.named'])}(${e()})`,
      () =>
        `${e()}.${this.pick(['startsWith', 'endsWith', 'contains', 'matches', 'find', 'findAll', 'split', 'indexOf', 'lastIndexOf', 'join'])}(${e()})`,
      () =>
        `${e()}.${this.pick(['lowerAscii', 'trim', 'size', 'isSorted', 'sum', 'min', 'max', 'sort', 'distinct', 'flatten', 'reverse', 'value', 'asInteger', 'getHours', 'first'])}()`,
      () => `${e()}.${this.pick(['substring', 'replace', 'slice'])}(${e()}, ${e()})`,
      () => `sets.${this.pick(['contains', 'intersects', 'equivalent'])}(${e()}, ${e()})`,
      () => `${e()}.format([${e()}, ${e()}])`,
      () => `cel.bind(v, ${e()}, ${e()})`,
      () => `math.${this.pick(['greatest', 'least'])}(${e()}, ${e()})`,
      () => `${this.pick(['Object', 'google.protobuf.Int64Value', 'x.y'])}{value: ${e()}}`,
    ];
    return this.pick(shapes)();
  }

  /** Hurts the text here and there, for the parser. */
  damaged(text: string): string {
    let hurt = text;
    for (let i = 0; i <= this.below(3); i++) {
      const at = this.below(hurt.length + 1);
      hurt =
        hurt.slice(0, at) +
        this.pick(['', '(', ')', '"', "'''", '.', '`', '\\', '#', '\u0000', '?', '[', '}', '0x', '\n']) +
        hurt.slice(at + this.below(3));
    }
    return hurt;
  }
}

const container: Value = { name: 'c', image: 'nginx:1', ports: [{ port: 80 }] };
const activation: Record<string, Value> = {
  object: {
    metadata: { name: 'p', labels: { a: '1' } },
    spec: { containers: [container, container], replicas: 3 },
  },
  params: { max: 1, names: ['a', 'b'], nothing: null },
  x: [1, 2, 3],
  y: 'text',
};
const variables = { object: dynType, params: dynType, x: dynType, y: dynType };

describe(`${EXPRESSIONS} expressions of a grammar, seed ${seed}`, () => {
  const environments = [
    kubernetesEnvironment({ version: '1.36', variables }),
    standardEnvironment({ variables }),
  ] as const;

  test('compile or are refused, and evaluate within their cost, without a throw', () => {
    const generator = new Generator(seed);
    let ran = 0;
    for (let i = 0; i < EXPRESSIONS; i++) {
      const whole = generator.expr(1 + generator.below(5));
      const text = i % 4 === 0 ? generator.damaged(whole) : whole;
      const environment = environments[i % 2 === 0 ? 0 : 1];
      const checked = environment.compile(text);
      if (!checked.ok) expect(checked.text, text).not.toBe('');
      const compiled = checked.ok ? checked : environment.compileUnchecked(text, Object.keys(variables));
      if (!compiled.ok) continue;
      const result = compiled.program.evaluate(activation, { costLimit: 50_000 });
      if (!result.ok) expect(typeof result.error, text).toBe('string');
      ran++;
    }
    expect(ran).toBeGreaterThan(EXPRESSIONS / 3);
  }, 120_000);
});
