import { expect, test } from 'vitest';
import type { JsonObject } from '../kube/json.ts';
import { writablePaths } from './writable-paths.ts';

const env = (name: string, value: string): JsonObject => ({ env: [{ name, value }] });
const args = (...words: string[]): JsonObject => ({ args: words });

test.each<[string, JsonObject, readonly string[], JsonObject?]>([
  ['a folder for what is temporary', env('TMPDIR', '/scratch'), ['/scratch']],
  ['a cache', env('APP_CACHE_DIR', '/var/cache/app/'), ['/var/cache/app']],
  ['a file: its folder', args('--pid-file=/run/app/app.pid'), ['/run/app']],
  ['a socket', args('--socket', '/run/app.sock'), ['/run']],
  ['a flag and its value apart', args('--log-dir', '/var/log/app'), ['/var/log/app']],
  ['a flag with one dash, in the command', { command: ['app', '-logdir=/logs'] }, ['/logs']],
  ['one inside of the other', { ...env('TMPDIR', '/tmp'), ...args('--pidfile=/tmp/run/app.pid') }, ['/tmp']],
  ['a path that is read', env('CONFIG_FILE', '/app/config.yaml'), []],
  ['a name that only ends alike', env('CATALOG', '/catalog'), []],
  ['a path of the runtime', env('TMPDIR', '/dev/shm'), []],
  ['a path that climbs', env('TMPDIR', '/tmp/../etc'), []],
  ['a relative path', env('TMPDIR', 'tmp'), []],
  ['the root itself', args('--pid-file=/app.pid'), []],
  ['a value from elsewhere', { env: [{ name: 'TMPDIR', valueFrom: {} }] }, []],
  ['a flag without a value', args('--log-dir'), []],
  [
    'a volume that is mounted there',
    { ...env('TMPDIR', '/data/tmp'), volumeMounts: [{ name: 'd', mountPath: '/data' }] },
    [],
  ],
  [
    'a volume that cannot be written to',
    { ...env('TMPDIR', '/data/tmp'), volumeMounts: [{ name: 'd', mountPath: '/data', readOnly: true }] },
    ['/data/tmp'],
  ],
  [
    'a volume that is read-only by its kind',
    { ...env('TMPDIR', '/data/tmp'), volumeMounts: [{ name: 'd', mountPath: '/data' }] },
    ['/data/tmp'],
    { volumes: [{ name: 'd', configMap: { name: 'x' } }] },
  ],
])('%s', (_, container, paths, spec = {}) => {
  expect(writablePaths(spec, container)).toEqual(paths);
});

test('items that are no objects, and keys that every object has, say nothing', () => {
  expect(writablePaths({ volumes: [null] }, { env: [null, 1], args: [1], volumeMounts: [null] })).toEqual([]);
  expect(writablePaths({}, null)).toEqual([]);
});
