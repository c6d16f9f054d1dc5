import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type Path } from '../kube/json.ts';
import { cutDocuments } from './cut.ts';
import { readYaml } from './document.ts';
import { readJson } from './json-value.ts';
import { locateField } from './locate.ts';
import { YamlError } from './yaml-error.ts';

/** Ten thousand texts and byte strings in all, others in every run. Set YAML_FUZZ_SEED to the seed of one to repeat it. */
const seed = Number(process.env.YAML_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

const syntax =
  'a·b: c·- ·? ·: ·key:·{·}·[·]·,·&x ·*x·!!str ·!!int ·! ·!<·"·\'·|·>·|-\n·>+2\n·\n·\n·\n  ·\n    ·  ·\t·#c·---';
const words =
  '\n---\n·\n...\n·%TAG ·<<: ·~·yes·0x1F·1_0·.inf·1e3·\\·\u2028·\u0085·\r·\uFEFF·😀·x: y\n·- x\n·[a: b]·"k": v';
const pieces = fc.constantFrom(...syntax.split('·'), ...words.split('·'));

function readable(text: string): Json | undefined {
  try {
    return readYaml(text).value;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

describe(`nothing crashes, seed ${seed}`, () => {
  test('texts of the pieces YAML is made of', () => {
    const texts = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        readable(text);
      }),
      { numRuns: 6000, seed },
    );
  });

  test('byte strings', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
        for (const document of cutDocuments(chunks)) if (document.format === 'yaml') readable(document.text);
      }),
      { numRuns: 3000, seed },
    );
  });

  test('one piece, very often', () => {
    const often = fc.tuple(pieces, pieces, fc.integer({ min: 1, max: 3000 }));
    fc.assert(
      fc.property(often, ([first, second, count]) => {
        readable((first + second).repeat(count));
      }),
      { numRuns: 400, seed },
    );
  });
});

const object = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 4,
});

describe('JSON is YAML', () => {
  test('as long as it escapes no slash and no character outside of the BMP', () => {
    fc.assert(
      fc.property(object, (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u[dD][89a-fA-F]|[\x7f-\x9f\ufffe\uffff]/.test(text));
        expect(readYaml(text).value).toEqual(readJson(text));
      }),
      { numRuns: 600, seed },
    );
  });
});

describe('every scalar is found where it stands', () => {
  test.each(['yaml', 'json'] as const)('in %s', (format) => {
    fc.assert(
      fc.property(object, (value) => {
        const text = JSON.stringify(value, null, 2);
        fc.pre(!/\\u[dD][89a-fA-F]|[\x7f-\x9f\ufffe\uffff]/.test(text));
        for (const [path, scalar] of scalarsOf(readJson(text), [])) {
          const found = locateField(text, format, path);
          expect(found?.depth).toBe(path.length);
          expect(readJson(text.slice(found?.value.start, found?.value.end))).toEqual(scalar);
        }
      }),
      { numRuns: 300, seed },
    );
  });
});

function* scalarsOf(value: Json, path: Path): Generator<[Path, Json]> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* scalarsOf(item, [...path, index]);
  else if (isObject(value))
    for (const key of Object.keys(value)) yield* scalarsOf(value[key] ?? null, [...path, key]);
  else yield [path, value];
}
