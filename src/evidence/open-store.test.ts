import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, shown } from './open-store.ts';
import { onEachStore } from './stores.fixture.ts';

describe('what is no store of ours is refused and left as it is', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-open-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function refused(name: string, code: string): Promise<void> {
    const path = join(folder, name);
    const before = readFileSync(path);
    await expect(openStore(path)).rejects.toMatchObject({ code });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((file) => file.startsWith(`${name}-`))).toEqual([]);
  }

  test('a text file', async () => {
    writeFileSync(
      join(folder, 'text'),
      'a file of another kind, longer than the header of a database, so that it is read'.repeat(9),
    );
    await refused('text', 'STORE_CORRUPT');
  });

  test('a store with a torn page', async () => {
    const path = join(folder, 'torn');
    await (await openStore(path)).close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 0, 100);
    writeFileSync(path, bytes);
    await refused('torn', 'STORE_CORRUPT');
  });

  test('another application’s database', async () => {
    const file = new Database(join(folder, 'foreign'));
    file.exec('create table orders (id integer)');
    file.close();
    await refused('foreign', 'STORE_FOREIGN');
  });

  test('a store that a later version wrote', async () => {
    const path = join(folder, 'later');
    const store = await openStore(path);
    await store.db.updateTable('meta').set({ value: '99' }).where('key', '=', 'schema').execute();
    await store.close();
    await refused('later', 'STORE_VERSION');
  });

  test('a store that is not there is not made by asking', async () => {
    const path = join(folder, 'none', 'evidence.db');
    await expect(openStore(path, { mustExist: true })).rejects.toMatchObject({ code: 'STORE_MISSING' });
    expect(readdirSync(folder)).not.toContain('none');
  });
});

onEachStore((stores) => {
  test('a store is found again with its salt', async () => {
    const location = stores.fresh();
    const first = await stores.open(location);
    const second = await stores.open(location);
    expect(first.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(second.salt).toBe(first.salt);
  });
});

test('a password is not shown', () => {
  expect(shown('postgres://me:hunter2@host/db')).toBe('postgres://me:…@host/db');
});
