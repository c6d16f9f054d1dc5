import { resolve, type Schema } from './source.ts';

/** The TypeScript type of a schema: a name for the root, everything below it in place. */
export function types(root: Schema, name: string): string {
  return `export interface ${name} ${typeText(root, root, '')}\n`;
}

function typeText(root: Schema, source: Schema, indent: string): string {
  const schema = resolve(root, source);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && schema.properties === undefined)
    return choices.map((choice) => typeText(root, choice, indent)).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'null':
      return 'null';
    case 'array':
      return `readonly ${elementText(typeText(root, schema.items ?? {}, indent))}[]`;
    case 'object':
      return objectText(root, schema, indent);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`${root.$id}: no TypeScript type for "${schema.type}"`);
  }
}

function elementText(type: string): string {
  return type.startsWith('readonly ') || (type.includes(' | ') && !type.startsWith('{')) ? `(${type})` : type;
}

function objectText(root: Schema, schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines: string[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const { description } = resolve(root, property);
    if (description !== undefined) lines.push(`${inner}/** ${description} */`);
    const optional = schema.required?.includes(name) ? '' : '?';
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    lines.push(`${inner}readonly ${key}${optional}: ${typeText(root, property, inner)};`);
  }
  if (typeof schema.additionalProperties === 'object') {
    const value = typeText(root, schema.additionalProperties, indent);
    if (lines.length === 0) return `Readonly<Record<string, ${value}>>`;
    lines.push(`${inner}readonly [key: string]: unknown;`);
  }
  return lines.length === 0 ? 'Readonly<Record<string, unknown>>' : `{\n${lines.join('\n')}\n${indent}}`;
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value);
}
