/** Bundles the command line and the library entries into dist/, and writes their type declarations. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
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
 * An `import` of one of Node's modules evaluates all of its exports, and so loads what they stand for: of `node:fs` the
 * promises, streams and readline. Taken as an object only what is used is loaded, some 10 ms less at every start.
 * Commander can also run other programs as subcommands; it never does here.
 */
const lightBuiltins: Plugin = {
  name: 'light-builtins',
  setup(bundle) {
    // CommonJS packages name them without the prefix.
    bundle.onResolve(
      { filter: new RegExp(`^(?:node:.+|${builtinModules.join('|')})$`) },
      ({ importer, path }) => {
        const commander = /[\\/]node_modules[\\/]commander[\\/]/.test(importer);
        return { path: commander && path === 'node:child_process' ? 'none' : path, namespace: 'builtin' };
      },
    );
    bundle.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = ${path === 'none' ? '{}' : `process.getBuiltinModule('${path}')`};`,
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
  plugins: [lightBuiltins],
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
import module from 'node:module';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache();
  await import('./main.mjs');
} else {
  process.stderr.write('portcullis needs Node 22.18 or later, found ' + process.versions.node + '\\n');
  process.exitCode = 3;
}
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
