import { type CelRule, resolve, type Schema } from './source.ts';

/** A page that says of every field what it means, what it takes and when it may be left out. */
export function page(root: Schema, source: string): string {
  const rows: string[] = [];
  const rules: CelRule[] = [];
  collect(root, '');
  return [
    `<!-- Made from ${source} by tools/generate.ts; change that and run it again. -->`,
    `# ${root.title}: every field`,
    '',
    root.description ?? '',
    '',
    '| field | type | must be given | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...(rules.length === 0
      ? []
      : ['## Rules across fields', '', ...rules.map((rule) => `- ${rule.message}`), '']),
  ].join('\n');

  function collect(source: Schema, path: string): void {
    const schema = resolve(root, source);
    rules.push(...(schema['x-kubernetes-validations'] ?? []));
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const property = resolve(root, child);
      const field = path === '' ? name : `${path}.${name}`;
      const must = schema.required?.includes(name) ? 'yes' : defaultText(property);
      rows.push(`| \`${field}\` | ${kindText(property)} | ${must} | ${cell(meaning(property))} |`);
      collect(property, field);
    }
    if (schema.items !== undefined) collect(schema.items, `${path}[]`);
    if (typeof schema.additionalProperties === 'object') collect(schema.additionalProperties, `${path}.*`);
  }

  function kindText(schema: Schema): string {
    if (schema.const !== undefined) return `\`${JSON.stringify(schema.const).replaceAll('"', '')}\``;
    if (schema.enum !== undefined)
      return schema.enum.map((value) => `\`${JSON.stringify(value).replaceAll('"', '')}\``).join(', ');
    if (schema.items !== undefined) return `list of ${kindText(resolve(root, schema.items))}`;
    const choices = schema.anyOf ?? schema.oneOf;
    if (schema.type === undefined && choices !== undefined)
      return choices.map((choice) => kindText(resolve(root, choice))).join(' or ');
    if (schema.format === 'date-time') return 'RFC 3339 time';
    return schema.type ?? 'any value';
  }
}

function defaultText(schema: Schema): string {
  return schema.default === undefined ? '' : `default \`${JSON.stringify(schema.default)}\``;
}

function meaning(schema: Schema): string {
  const limits: string[] = [];
  if (schema['x-expected'] !== undefined) limits.push(schema['x-expected']);
  else if (schema.pattern !== undefined) limits.push(`matches \`${schema.pattern}\``);
  if (schema.minLength !== undefined && schema.minLength > 1)
    limits.push(`at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined) limits.push(`at most ${schema.maxLength} characters`);
  if (schema.minItems !== undefined && schema.minItems > 1) limits.push(`at least ${schema.minItems}`);
  if (schema.maxItems !== undefined) limits.push(`at most ${schema.maxItems}`);
  if (schema.minimum !== undefined) limits.push(`from ${schema.minimum}`);
  if (schema.maximum !== undefined) limits.push(`up to ${schema.maximum}`);
  const text = schema.description ?? '';
  return limits.length === 0 ? text : `${text} (${limits.join(', ')})`.trim();
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
