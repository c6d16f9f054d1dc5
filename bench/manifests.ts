import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corporaFolder } from '../test/conformance/harness.ts';

/** A file with `count` generated manifests; null, with a loud line, where they cannot be made. */
export function generated(count: number): string | null {
  const corpora = corporaFolder();
  const script = corpora === null ? null : join(corpora, 'scale', 'gen.py');
  if (script === null || !existsSync(script)) {
    console.log('BENCH SKIPPED: there is no scale/gen.py under PORTCULLIS_CORPORA');
    return null;
  }
  const folder = join(tmpdir(), 'portcullis-bench-manifests');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `m${count}.yaml`);
  if (existsSync(file)) return file;
  const result = spawnSync('python3', [script, String(count)], {
    stdio: ['ignore', openSync(file, 'w'), 'inherit'],
  });
  if (result.error || result.status !== 0) {
    console.log('BENCH SKIPPED: python3 is missing, so no manifests can be generated');
    return null;
  }
  return file;
}
