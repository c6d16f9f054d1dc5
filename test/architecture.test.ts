import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** The order of ARCHITECTURE.md, top first: a file may import from its own row and from rows below. */
const layers: readonly (readonly string[])[] = [
  ['main.ts'],
  ['cli.ts', 'completion.ts', 'commands'],
  ['index.ts'],
  ['server'],
  ['report'],
  ['rollout'],
  ['explain', 'fix'],
  ['scan'],
  ['evidence', 'approval'],
  ['migrate', 'guardrail', 'policy-lint'],
  ['exception', 'config'],
  ['engine'],
  ['language', 'source'],
  ['kube'],
  ['yaml', 'schema'],
  ['record.ts', 'field.ts'],
  ['verdict.ts'],
  ['error.ts', 'version.ts'],
];

/** What everything may name: the shapes that a verdict and a field are made of. They import nothing but each other. */
const shapes = new Set([
  'kube/json.ts',
  'kube/resource.ts',
  'verdict.ts',
  'record.ts',
  'field.ts',
  'error.ts',
  'version.ts',
]);

/** Folders without network, disk, environment, clock or console. */
const pure = ['engine', 'language', 'kube', 'yaml', 'exception', 'guardrail', 'policy-lint', 'schema'];
const impure =
  /\b(?:from|import\()\s*'(?:node:(?:fs|net|http|https|tls|dns|child_process|os|process|worker_threads)[/\w]*)'|process\.(?:env|argv|cwd|stdout|stderr)|\bconsole\.|\bDate\.now\(|new Date\(\)|Math\.random\(/;

const files = sources(src);

describe('imports go down the list of ARCHITECTURE.md', () => {
  for (const file of files) {
    const from = relative(src, file);
    test(from, () => {
      expect(
        layerOf(from),
        `${from} is in no layer; name its folder in test/architecture.test.ts`,
      ).toBeGreaterThanOrEqual(0);
      const up = importsOf(file)
        .map((target) => relative(src, target))
        .filter((to) => !shapes.has(to) && layerOf(to) < layerOf(from));
      expect(up).toEqual([]);
    });
  }
});

describe('folders without side effects stay without', () => {
  for (const file of files.filter((f) => pure.includes(relative(src, f).split('/')[0] ?? ''))) {
    test(relative(src, file), () => {
      const code = withoutComments(readFileSync(file, 'utf8'));
      expect(code.match(impure)?.[0]).toBeUndefined();
    });
  }
});

function layerOf(path: string): number {
  const top = path.split('/')[0] ?? '';
  return layers.findIndex((layer) => layer.includes(top));
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith('.ts') && !name.endsWith('.test.ts') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  return [...code.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    resolve(dirname(file), target),
  );
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}
