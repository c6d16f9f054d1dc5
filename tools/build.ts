/** Bundles the command line and the library entries into dist/, and writes their type declarations. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies?: Record<string, string>;
  exports: Record<string, string | { default: string; types: string }>;
};

/**
 * Commander imports Node's modules for what we never ask of it: running other programs, and every part of `process`.
 * Loading them costs every start some milliseconds.
 */
const lightCommander: Plugin = {
  name: 'light-commander',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(?:child_process|process)$/ }, ({ importer, path }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'light' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'light' }, ({ path }) => ({
      contents: `export default ${path === 'node:process' ? 'globalThis.process' : '{}'};`,
    }));
  },
};

rmSync(dist, { recursive: true, force: true });

// What the command line and the library entries have in common is in chunks: a verb loads only what it needs, and two
// entries in one program hold one copy of an engine.
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', ...libraryEntries() },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  external: Object.keys(manifest.dependencies ?? {}),
  plugins: [lightCommander],
  define: { PORTCULLIS_VERSION: JSON.stringify(manifest.version) },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
});

// Node's compile cache cannot serve the file that turns it on, so that is one of its own.
writeFileSync(
  join(dist, 'cli.mjs'),
  `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
enableCompileCache?.();
await import('./main.mjs');
`,
  { mode: 0o755 },
);

execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tools/tsconfig.types.json')],
  { stdio: 'inherit' },
);

/** By their names in dist/, what package.json exports and where its source is. */
function libraryEntries(): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const target of Object.values(manifest.exports)) {
    if (typeof target === 'string') continue;
    const source = target.types.replace('./dist/types/', 'src/').replace(/\.d\.ts$/, '.ts');
    if (!existsSync(join(root, source)))
      throw new Error(`package.json exports ${target.default}, but there is no ${source}`);
    entries[target.default.replace('./dist/', '').replace(/\.mjs$/, '')] = source;
  }
  return entries;
}
