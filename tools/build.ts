/** Bundles the command line and the library entries into dist/, and writes their type declarations. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import { lightBuiltins } from './build/light-builtins.ts';
import { thirdPartyNotices } from './build/third-party-notices.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies?: Record<string, string>;
  exports: Record<string, string | { default: string; types: string }>;
};

// What the command line and the library entries have in common is in chunks: a verb loads only what it needs, and two
// entries in one program hold one copy of an engine. Every chunk costs a start half a millisecond, so what a plain
// `scan` needs is one chunk; other verbs need most of it too.
const { output } = await build({
  cwd: root,
  input: { main: 'src/main.ts', ...libraryEntries() },
  platform: 'node',
  external: Object.keys(manifest.dependencies ?? {}),
  plugins: [lightBuiltins],
  transform: { target: 'node22', define: { PORTCULLIS_VERSION: JSON.stringify(manifest.version) } },
  output: {
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    // Names stay, so that a stack trace in a bug report can be read.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [
        { name: 'cli', test: /[\\/]src[\\/]cli\.ts$/, priority: 2 },
        { name: 'scan', test: /[\\/]src[\\/](?:commands[\\/]scan(?:-run)?|report[\\/]table[\\/]table)\.ts$/ },
      ],
    },
  },
  logLevel: 'warn',
  write: false,
});

// Only now that the sources are known to bundle.
rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'chunks'), { recursive: true });
for (const file of output)
  writeFileSync(join(dist, file.fileName), file.type === 'chunk' ? file.code : file.source);

const bundled = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(bundled));

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
