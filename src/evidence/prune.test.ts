import { expect, test } from 'vitest';
import { verifyJournal, write } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';
import { defaultRetention, prune, retireSource } from './prune.ts';
import { storeStatus } from './store-status.ts';
import { onEachStore } from './stores.fixture.ts';
import { exportStore, importStore } from './transfer.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T12:00:00Z');

async function entries(store: EvidenceStore, days: number, from = 0): Promise<void> {
  for (let index = from; index < from + days; index++)
    await write(store, start + index * day, ({ append }) => {
      append({ kind: 'pause', actor: 'test', payload: { index, text: 'é\u0000"' } });
      return Promise.resolve();
    });
}

async function* lines(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

async function exported(store: EvidenceStore): Promise<string> {
  let text = '';
  for await (const line of exportStore(store)) text += line;
  return text;
}

onEachStore((stores) => {
  test('the journal is cut at a day’s end, and its chain still holds from the checkpoint', async () => {
    const store = await stores.open();
    await entries(store, 20);
    const summary = await prune(store, { ...defaultRetention, journal: 5 }, 'test', start + 20 * day);
    expect(summary.journal).toBe(15);
    const first = await store.db
      .selectFrom('journal')
      .select(['seq', 'at'])
      .orderBy('seq')
      .executeTakeFirstOrThrow();
    expect(first).toEqual({ seq: 16, at: start + 15 * day });
    expect(await verifyJournal(store.db)).toMatchObject({ ok: true, from: 16, to: 21 });
    // Pretending that less was forgotten is found out.
    await store.db.deleteFrom('journal').where('seq', '=', 16).execute();
    expect((await verifyJournal(store.db)).problem).toBe('entry 16 is missing');
  });

  test('what is still wanted stays', async () => {
    const store = await stores.open();
    const base = {
      namespace_id: 1,
      api_group: '',
      kind: 'Pod',
      spec_hash: 's1',
      template_hash: 'h',
      wants_pods: 0,
      pods: 0,
      owner: '',
      file: '',
      found: '',
      sources: 1,
      first_seen: 1,
      changed_at: 1,
      last_ran_at: null,
    };
    await store.db
      .insertInto('subject')
      .values([
        { ...base, id: 1, name: 'here', gone_at: null },
        { ...base, id: 2, name: 'gone', spec_hash: 's2', gone_at: start },
      ])
      .execute();
    const finding = {
      check_id: 1,
      field: '',
      verdict: 'fail',
      sources: 1,
      message_id: 1,
      first_seen: 1,
      last_seen: 1,
      reopened: 0,
    };
    await store.db
      .insertInto('finding')
      .values([
        { ...finding, subject_id: 1, closed_at: null },
        { ...finding, subject_id: 1, check_id: 2, closed_at: start },
        { ...finding, subject_id: 2, closed_at: start },
      ])
      .execute();
    await store.db
      .insertInto('spec')
      .values(['s1', 's2'].map((hash) => ({ hash, body: '{}', first_seen: start, last_seen: start })))
      .execute();
    expect(await prune(store, defaultRetention, 'test', start + 399 * day)).toMatchObject({
      findings: 0,
      subjects: 0,
      specs: 1,
    });
    expect(await prune(store, defaultRetention, 'test', start + 402 * day)).toMatchObject({
      findings: 2,
      subjects: 1,
      specs: 0,
    });
    expect(await store.db.selectFrom('finding').selectAll().execute()).toHaveLength(1);
    expect(await store.db.selectFrom('spec').select('hash').execute()).toEqual([{ hash: 's1' }]);
  });

  test('a source that is no more is forgotten, and that is written down', async () => {
    const store = await stores.open();
    await store.db
      .insertInto('uptime')
      .values({ scope: 's', component: 'audit-log', from_ms: 1, to_ms: 2 })
      .execute();
    expect(await retireSource(store, 's', 'audit-log', 'test', start)).toBe(true);
    expect(await retireSource(store, 's', 'audit-log', 'test', start)).toBe(false);
    expect(await store.db.selectFrom('journal').select('kind').execute()).toEqual([{ kind: 'source' }]);
  });

  test('a store moves whole: rows, chain and salt', async () => {
    const first = await stores.open();
    await entries(first, 3);
    const text = await exported(first);
    const second = await stores.open();
    await importStore(second, lines(text));
    expect(await exported(second)).toBe(text);
    expect(await verifyJournal(second.db)).toMatchObject({ ok: true, to: 3 });
    await entries(second, 5, 3);
    expect(await verifyJournal(second.db)).toMatchObject({ ok: true, to: 8 });
    await expect(importStore(second, lines(text))).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
  });

  test.each([
    ['{"portcullis":"evidence","version":99}\n'],
    ['nonsense\n'],
    ['{"portcullis":"evidence","version":1}\n["users",{}]\n'],
    ['{"portcullis":"evidence","version":1}\n7\n'],
  ])('what was not exported is refused, and nothing is written: %j', async (text) => {
    const store = await stores.open();
    await expect(importStore(store, lines(text))).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
    expect(await verifyJournal(store.db)).toMatchObject({ ok: true });
  });

  test('an empty store has nothing to say', async () => {
    expect(await storeStatus(await stores.open())).toEqual([]);
  });
});
