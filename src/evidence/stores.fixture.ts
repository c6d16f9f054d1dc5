/** Stores for tests: SQLite in a temporary folder, and a real Postgres that the test starts itself. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type EvidenceStore, openStore } from './open-store.ts';

/** Runs the same tests on both. `open` makes a new, empty store, or opens the one at a location again. */
export function onEachStore(tests: (stores: Stores) => void): void {
  describe('on SQLite', () => {
    let folder = '';
    let count = 0;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    tests(opener(() => join(folder, `${count++}.db`)));
  });

  const binaries = postgresBinaries();
  if (binaries === undefined) {
    process.stderr.write(
      'SKIPPED: no Postgres binaries found (apt-get install postgresql); its half of the store tests did not run\n',
    );
    describe.skip('on Postgres', () => {});
    return;
  }
  describe('on Postgres', () => {
    let server: Server | undefined;
    let count = 0;
    beforeAll(async () => {
      server = await startPostgres(binaries);
    }, 120_000);
    afterAll(async () => server?.stop());
    tests(
      opener(() => {
        const schema = `s${count++}`;
        (server as Server).run(`create schema ${schema}`);
        return `${(server as Server).url}&options=-csearch_path%3D${schema}`;
      }),
    );
  });
}

export interface Stores {
  /** A location where there is no store yet. */
  fresh(): string;
  open(location?: string): Promise<EvidenceStore>;
}

function opener(fresh: () => string): Stores {
  const opened: EvidenceStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  return {
    fresh,
    async open(location) {
      const store = await openStore(location ?? fresh());
      opened.push(store);
      return store;
    },
  };
}

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
