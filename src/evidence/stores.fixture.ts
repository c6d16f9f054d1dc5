/** Stores for tests: SQLite in a temporary folder, and a real Postgres that the test starts itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type EvidenceStore, openStore } from './open-store.ts';
import { postgresBinaries, type Server, startPostgres } from './postgres-server.fixture.ts';

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
