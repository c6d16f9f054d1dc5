import { schemaVersion } from '../../evidence/migration.ts';
import type { EvidenceStore } from '../../evidence/open-store.ts';

/**
 * The journal with all that is needed to make its decisions again, as `evidence import` reads it. The store's salt stays
 * at home: with it, what was hidden behind hashes could be guessed.
 */
export async function* journalLines({ db }: EvidenceStore): AsyncGenerator<string> {
  yield line({ portcullis: 'evidence', version: schemaVersion });
  const meta = await db.selectFrom('meta').selectAll().where('key', '!=', 'salt').orderBy('key').execute();
  for (const row of meta) yield line(['meta', row]);
  const namespaces = await db.selectFrom('namespace').selectAll().orderBy('id').execute();
  for (const row of namespaces) yield line(['namespace', row]);
  for (let last = ''; ; ) {
    const rows = await db
      .selectFrom('decision')
      .selectAll()
      .where('id', '>', last)
      .orderBy('id')
      .limit(1000)
      .execute();
    for (const row of rows) yield line(['decision', row]);
    last = rows.at(-1)?.id ?? '';
    if (rows.length < 1000) break;
  }
  for (let last = 0; ; ) {
    const rows = await db
      .selectFrom('journal')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(5000)
      .execute();
    for (const row of rows) yield line(['journal', row]);
    last = rows.at(-1)?.seq ?? 0;
    if (rows.length < 5000) return;
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
