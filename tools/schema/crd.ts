import { stringify } from 'yaml';
import { resolve, type Schema } from './source.ts';

/**
 * The CustomResourceDefinition of a kind. Structural schemas know no `$ref`, `const` or `additionalProperties: false`
 * (the API server prunes unknown fields instead), and say of `metadata` only that it is an object.
 */
export function crd(root: Schema): string {
  const facts = root['x-portcullis-crd'];
  if (facts === undefined) throw new Error(`${root.$id}: x-portcullis-crd is missing`);
  const { apiVersion: _, kind: __, metadata: ___, ...own } = root.properties ?? {};
  const openAPIV3Schema = structural(root, {
    type: 'object',
    ...(root.description === undefined ? {} : { description: root.description }),
    required: ['spec'],
    ...validations(root),
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      ...own,
    },
  });
  return stringify(
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${facts.names.plural}.${facts.group}` },
      spec: {
        group: facts.group,
        scope: facts.scope,
        names: facts.names,
        versions: [
          {
            name: facts.version,
            served: true,
            storage: true,
            subresources: { status: {} },
            additionalPrinterColumns: facts.additionalPrinterColumns,
            schema: { openAPIV3Schema },
          },
        ],
      },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

const dropped = new Set([
  '$defs',
  'const',
  'items',
  'properties',
  'additionalProperties',
  'title',
  'examples',
  'x-expected',
]);

function structural(root: Schema, source: Schema): Record<string, unknown> {
  const schema = resolve(root, source);
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) if (!dropped.has(keyword)) out[keyword] = value;
  if (schema.const !== undefined) out.enum = [schema.const];
  if (schema['x-kubernetes-int-or-string'] === true && schema.anyOf !== undefined) {
    // Both types are said by the extension; what else the branches ask for is left to a CEL rule, but for its cost bound.
    delete out.anyOf;
    const text = schema.anyOf.find((branch) => branch.type === 'string');
    if (text?.maxLength !== undefined) out.maxLength = text.maxLength;
  }
  if (schema.items !== undefined) out.items = structural(root, schema.items);
  if (typeof schema.additionalProperties === 'object')
    out.additionalProperties = structural(root, schema.additionalProperties);
  if (schema.properties !== undefined) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, structural(root, property)]),
    );
  }
  if (schema.type === undefined && schema['x-kubernetes-int-or-string'] !== true)
    return { ...out, 'x-kubernetes-preserve-unknown-fields': true, nullable: true };
  return out;
}

function validations(root: Schema): Partial<Schema> {
  const rules = root['x-kubernetes-validations'];
  return rules === undefined ? {} : { 'x-kubernetes-validations': rules };
}
