/** A real Postgres that a test or a benchmark starts itself, over a socket in a temporary folder. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Server {
  readonly url: string;
  run(statement: string): void;
  stop(): Promise<void>;
}

export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const candidates = [
    process.env.PORTCULLIS_POSTGRES_BIN ?? '',
    ...(existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return candidates.find(
    (folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

/** A server of its own over a socket in a temporary folder: no port, nothing left behind. */
export async function startPostgres(binaries: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  // Postgres refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'portcullis', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'],
    {
      ...user,
      stdio: 'pipe',
      cwd: folder,
    },
  );
  const process_ = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=50'],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  const ended = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = '';
    process_.stderr.on('data', (text: Buffer) => {
      log += text.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    process_.once('exit', () => reject(new Error(`Postgres did not start: ${log}`)));
  });
  return {
    url: `postgres://portcullis@localhost/postgres?host=${encodeURIComponent(folder)}`,
    run: (statement) => {
      execFileSync('psql', ['-h', folder, '-U', 'portcullis', '-d', 'postgres', '-qc', statement], {
        stdio: 'pipe',
      });
    },
    stop: async () => {
      process_.kill('SIGQUIT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
