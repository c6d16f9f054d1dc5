import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Ends the process as soon as anything of it tries to reach a network. */
const guard = `
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import net from 'node:net';
  const refuse = () => { process.stderr.write('NETWORK'); process.exit(99); };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dgram.createSocket = refuse;
  dns.lookup = refuse;
  dns.promises.lookup = refuse;
  globalThis.fetch = refuse;
`;

test.each([
  ['scan', 'examples/shop'],
  ['scan', 'examples/shop', '--level', 'restricted', '-o', 'sarif'],
  ['scan', 'examples/shop', '--policies', 'test/support/signed-images.yaml'],
  ['version'],
])('%s %s opens no connection', (...args) => {
  const url = `data:text/javascript,${encodeURIComponent(guard)}`;
  const result = spawnSync(process.execPath, ['--import', url, join(root, 'dist/cli.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CI: '' },
  });
  expect(result.stderr).not.toContain('NETWORK');
  expect(result.status).toBeLessThan(3);
});

test('the guard sees a connection', () => {
  const url = `data:text/javascript,${encodeURIComponent(guard)}`;
  const program = "import net from 'node:net'; net.connect(1, '127.0.0.1');";
  const result = spawnSync(process.execPath, ['--import', url, '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(result.status).toBe(99);
});
