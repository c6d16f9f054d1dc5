import { dirname, relative } from 'node:path';
import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Schema } from './source.ts';
import { types } from './types.ts';

/**
 * One module with a kind's type and its validator, compiled ahead of time: at run time there is no ajv and no code is
 * made. What ajv would `require` comes from src/schema instead.
 */
export function validatorModule(root: Schema, name: string, file: string): string {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    // A manifest may have a key called `constructor`.
    ownProperties: true,
    strict: true,
    allowUnionTypes: true,
    // An int-or-string carries a maxLength without a type.
    strictTypes: false,
    keywords: ['x-expected', 'x-portcullis-crd', ...kubernetesKeywords],
    formats: { 'date-time': isString, date: isString, uri: isString, int64: isNumber, int32: isNumber },
    code: { source: true, esm: true, lines: true, formats: _`require("formats")` },
  });
  const code = standalone(ajv, ajv.compile(root));
  const home = relative(dirname(file), 'src/schema').replace(/^(?!\.)/, './');
  return [
    '// @ts-nocheck: made from a schema under schema/ by tools/generate.ts; change that and run it again.',
    `import { formats, length, sameJson } from '${home}/runtime.ts';`,
    `import type { Validator } from '${home}/problems.ts';`,
    '',
    types(root, name),
    inOurWords(code),
    `/** True for a value that is a ${name}; \`errors\` of the last call otherwise. */`,
    `export const validate${name}: Validator<${name}> = Object.assign(validate, {`,
    `  expected: ${JSON.stringify(expectations(root), null, 2).replaceAll('\n', '\n  ')},`,
    '});',
    '',
  ].join('\n');
}

const kubernetesKeywords = [
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-int-or-string',
];

const isString = { type: 'string', validate: () => true } as const;
const isNumber = { type: 'number', validate: () => true } as const;

// ajv is CommonJS; depending on the loader the function is the module or its `default`.
const standalone = (
  typeof standaloneCode === 'function' ? standaloneCode : (standaloneCode as { default: unknown }).default
) as (ajv: Ajv2020, validate: unknown) => string;

function inOurWords(code: string): string {
  const ours = code
    .replace(/^"use strict";\s*/, '')
    .replace(
      /if\(vErrors === null\)\{\s*vErrors = \[(\w+)\];\s*\}\s*else \{\s*vErrors\.push\(\1\);\s*\}/g,
      '(vErrors ??= []).push($1);',
    )
    .replace(/export const validate = (\w+);\s*export default \w+;\s*/, 'const validate = $1;\n')
    .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, 'length')
    .replace(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, 'sameJson')
    .replace(/require\("formats"\)\["([\w-]+)"\]/g, 'formats["$1"]')
    .replace(/require\("formats"\)\.(\w+)/g, 'formats.$1');
  if (ours.includes('require('))
    throw new Error(`the validator wants ${ours.match(/require\([^)]*\)/)?.[0]}`);
  return ours;
}

/** By schema path, as errors carry it: what stands in an error's stead where ajv only has a pattern or a list. */
function expectations(root: Schema): Record<string, string> {
  const found: Record<string, string> = {};
  walk(root, '#');
  return found;

  function walk(schema: Schema, pointer: string): void {
    const expected = schema['x-expected'];
    if (expected !== undefined)
      for (const keyword of ['pattern', 'format', 'anyOf', 'oneOf'])
        if (keyword in schema) found[`${pointer}/${keyword}`] = expected;
    if (schema.additionalProperties === false)
      found[`${pointer}/additionalProperties`] = Object.keys(schema.properties ?? {}).join(', ');
    for (const [name, child] of Object.entries(schema.properties ?? {}))
      walk(child, `${pointer}/properties/${escape(name)}`);
    for (const [name, child] of Object.entries(schema.$defs ?? {}))
      walk(child, `${pointer}/$defs/${escape(name)}`);
    if (typeof schema.additionalProperties === 'object')
      walk(schema.additionalProperties, `${pointer}/additionalProperties`);
    if (schema.items !== undefined) walk(schema.items, `${pointer}/items`);
    for (const keyword of ['anyOf', 'oneOf'] as const)
      schema[keyword]?.forEach((child, index) => walk(child, `${pointer}/${keyword}/${index}`));
  }
}

function escape(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
