/** Bundles the command line and the library entries into dist/, and writes their type declarations. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies?: Record<string, string>;
  exports: Record<string, string | { default: string; types: string }>;
};

rmSync(dist, { recursive: true, force: true });

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: Object.keys(manifest.dependencies ?? {}),
  define: { PORTCULLIS_VERSION: JSON.stringify(manifest.version) },
  legalComments: 'eof',
  logLevel: 'warning',
  // Bundled CommonJS packages ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
} as const;

// The command line is one file: nothing to resolve at start-up. What starts it only turns on Node's compile cache, which
// cannot serve the file that turns it on.
await build({
  ...shared,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.mjs',
  minifySyntax: true,
  minifyWhitespace: true,
});
writeFileSync(
  join(dist, 'cli.mjs'),
  `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
enableCompileCache?.();
await import('./main.mjs');
`,
  { mode: 0o755 },
);

// The library entries share their chunks, so that two of them in one program hold one copy of the engines.
const entries: Record<string, string> = {};
for (const target of Object.values(manifest.exports)) {
  if (typeof target === 'string') continue;
  const source = target.types.replace('./dist/types/', 'src/').replace(/\.d\.ts$/, '.ts');
  const name = target.default.replace('./dist/', '').replace(/\.mjs$/, '');
  if (!existsSync(join(root, source)))
    throw new Error(`package.json exports ${target.default}, but there is no ${source}`);
  entries[name] = source;
}
await build({
  ...shared,
  entryPoints: entries,
  outdir: 'dist',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
});

execFileSync(
  process.execPath,
  [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tools', 'tsconfig.types.json')],
  { stdio: 'inherit' },
);
