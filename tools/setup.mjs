// Plain JavaScript for the machine's own Node (18 or later): brings a clone into a state where everything else runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Installs when the lockfile changed since the last time, and says so on stderr. */
export function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.portcullis-installed');
  const wanted = fingerprint(['package-lock.json', 'tools/node/package.json'], dependencies());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
  writeFileSync(stamp, wanted);
}

/** Builds dist/ when a source changed since the last time, and says so on stderr. */
export function ensureBuilt() {
  const stamp = join(root, 'dist', '.portcullis-built');
  const wanted = fingerprint([
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    ...filesUnder('src'),
    ...filesUnder('tools'),
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building …');
  run(node(), [join(root, 'tools', 'build.ts')], { stdio: ['ignore', 2, 2] });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The Node to run the project with: the one from the lockfile where its platform has it, else this one if it is new enough. */
export function node() {
  const local = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(local)) return local;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  say(
    `this needs Node 22.18 or later, found ${process.versions.node}; install a newer Node and run the command again`,
  );
  return process.exit(3);
}

/** Runs to the end; a failure ends this process with the same exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) {
    say(`cannot run ${command}: ${result.error.message}`);
    process.exit(3);
  }
  if (result.status !== 0) process.exit(result.status ?? 3);
}

export function say(text) {
  process.stderr.write(`portcullis: ${text}\n`);
}

/** What package.json asks to be installed; the rest of it may change without another installation. */
function dependencies() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return JSON.stringify([manifest.dependencies, manifest.devDependencies, manifest.workspaces]);
}

function fingerprint(files, more = '') {
  const hash = createHash('sha256').update(more);
  for (const file of files) {
    const path = join(root, file);
    if (!existsSync(path)) continue;
    hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

function filesUnder(folder) {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (name === 'node_modules' || name.endsWith('.test.ts')) return [];
      return statSync(join(root, path)).isDirectory() ? filesUnder(path) : [path];
    });
}
