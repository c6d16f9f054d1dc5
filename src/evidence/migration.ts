import { type CreateTableBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** Raised with every change of the tables. A store of a later version is refused. */
export const schemaVersion = 2;

type Column = 'text' | 'integer' | 'bigint';
type Columns = Readonly<Record<string, Column | `${Column}?`>>;

interface Table {
  readonly columns: Columns;
  readonly key: readonly string[];
  readonly unique?: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
  /** Kept in the order of its key: on SQLite the key is then not stored twice. */
  readonly clustered?: true;
}

const tables: Readonly<Record<keyof Tables, Table>> = {
  meta: { columns: { key: 'text', value: 'text' }, key: ['key'] },
  namespace: {
    columns: {
      id: 'integer',
      scope: 'text',
      name: 'text',
      uid: 'text',
      labels: 'text',
      labels_at: 'bigint',
      owner: 'text',
      first_seen: 'bigint',
      last_seen: 'bigint',
      listed_at: 'bigint?',
      last_pod_at: 'bigint?',
      gone_at: 'bigint?',
    },
    key: ['id'],
    indexes: [['scope', 'name']],
  },
  subject: {
    columns: {
      id: 'integer',
      namespace_id: 'integer',
      api_group: 'text',
      kind: 'text',
      name: 'text',
      template_hash: 'text',
      spec_hash: 'text',
      wants_pods: 'integer',
      pods: 'integer',
      owner: 'text',
      file: 'text',
      found: 'text',
      sources: 'integer',
      first_seen: 'bigint',
      changed_at: 'bigint',
      last_ran_at: 'bigint?',
      gone_at: 'bigint?',
    },
    key: ['id'],
    unique: ['namespace_id', 'api_group', 'kind', 'name'],
  },
  check: {
    columns: { id: 'integer', engine: 'text', policy: 'text', rule: 'text' },
    key: ['id'],
    unique: ['engine', 'policy', 'rule'],
  },
  policy_revision: {
    columns: { engine: 'text', policy: 'text', revision: 'text', first_seen: 'bigint', source: 'text' },
    key: ['engine', 'policy', 'revision'],
  },
  policy_set: { columns: { id: 'integer', hash: 'text', members: 'text' }, key: ['id'], unique: ['hash'] },
  watermark: {
    columns: {
      subject_id: 'integer',
      source: 'text',
      set_id: 'integer',
      template_hash: 'text',
      at: 'bigint',
    },
    key: ['subject_id', 'source', 'set_id'],
    clustered: true,
  },
  finding: {
    columns: {
      subject_id: 'integer',
      check_id: 'integer',
      field: 'text',
      verdict: 'text',
      sources: 'integer',
      message_id: 'integer',
      first_seen: 'bigint',
      last_seen: 'bigint',
      closed_at: 'bigint?',
      reopened: 'integer',
    },
    key: ['subject_id', 'check_id', 'field'],
    clustered: true,
  },
  message: { columns: { id: 'integer', hash: 'text', text: 'text' }, key: ['id'], unique: ['hash'] },
  spec: {
    columns: { hash: 'text', body: 'text', first_seen: 'bigint', last_seen: 'bigint' },
    key: ['hash'],
  },
  scan: {
    columns: {
      id: 'text',
      scope: 'text',
      source: 'text',
      started_at: 'bigint',
      ended_at: 'bigint',
      complete: 'integer',
      gaps: 'text',
      set_id: 'integer',
      kubernetes: 'text',
      guard: 'text',
      workloads: 'integer',
      findings: 'integer',
    },
    key: ['id'],
    indexes: [['scope', 'started_at']],
  },
  uptime: {
    columns: { scope: 'text', component: 'text', from_ms: 'bigint', to_ms: 'bigint' },
    key: ['scope', 'component', 'from_ms'],
  },
  blind: {
    columns: { scope: 'text', component: 'text', from_ms: 'bigint', to_ms: 'bigint' },
    key: ['scope', 'component', 'from_ms'],
  },
  cell: {
    columns: {
      rollout: 'text',
      namespace_id: 'integer',
      stage: 'text',
      since: 'bigint',
      revision: 'text',
      demotions: 'integer',
      last_demoted_at: 'bigint?',
      former: 'text',
      contested: 'integer',
      decision_id: 'text',
      signature: 'text',
    },
    key: ['rollout', 'namespace_id'],
  },
  promise: {
    columns: { rollout: 'text', subject_id: 'integer', template_hash: 'text' },
    key: ['rollout', 'subject_id', 'template_hash'],
    clustered: true,
  },
  rejection: {
    columns: {
      id: 'text',
      namespace_id: 'integer',
      subject_id: 'integer',
      template_hash: 'text',
      check_id: 'integer',
      field: 'text',
      at: 'bigint',
      confirmed: 'integer',
      critical: 'integer',
      source: 'text',
    },
    key: ['id', 'check_id', 'field'],
    indexes: [['namespace_id', 'at']],
  },
  approval: {
    columns: {
      rollout: 'text',
      namespace_id: 'integer',
      by: 'text',
      to_stage: 'text',
      since: 'bigint',
      revision: 'text',
      at: 'bigint',
    },
    key: ['rollout', 'namespace_id', 'by', 'to_stage', 'since', 'revision'],
  },
  contract: {
    columns: {
      scope: 'text',
      namespace: 'text',
      name: 'text',
      spec_hash: 'text',
      body: 'text',
      approved: 'integer',
      revoked: 'integer',
      quarantine: 'integer',
      honoured_until: 'bigint',
      first_seen: 'bigint',
      last_seen: 'bigint',
    },
    key: ['scope', 'namespace', 'name', 'spec_hash'],
  },
  rollup: {
    columns: {
      day: 'integer',
      namespace_id: 'integer',
      policy: 'text',
      rollout: 'text',
      stage: 'text',
      admitted: 'integer',
      would_fail: 'integer',
      rejected: 'integer',
      ephemeral: 'integer',
      workloads: 'integer',
      open: 'integer',
      contracts: 'integer',
    },
    key: ['day', 'namespace_id', 'policy', 'rollout'],
    clustered: true,
    indexes: [['namespace_id', 'ephemeral']],
  },
  decision: {
    columns: {
      id: 'text',
      at: 'bigint',
      rollout: 'text',
      namespace_id: 'integer',
      action: 'text',
      to_stage: 'text',
      algorithm: 'integer',
      result: 'text',
      inputs: 'text',
    },
    key: ['id'],
    indexes: [['rollout', 'namespace_id', 'at']],
  },
  step: {
    columns: {
      id: 'text',
      rollout: 'text',
      namespace_id: 'integer',
      kind: 'text',
      from_stage: 'text',
      to_stage: 'text',
      decision_id: 'text',
      state: 'text',
      actuator: 'text',
      change: 'text',
      pods: 'integer',
      created_at: 'bigint',
      finished_at: 'bigint?',
    },
    key: ['id'],
    indexes: [['rollout', 'created_at']],
  },
  journal: {
    columns: {
      seq: 'bigint',
      at: 'bigint',
      kind: 'text',
      actor: 'text',
      rollout: 'text',
      namespace: 'text',
      payload: 'text',
      prev: 'text',
      hash: 'text',
    },
    key: ['seq'],
  },
};

export const tableNames = Object.keys(tables) as readonly (keyof Tables)[];

export function keyOf(table: keyof Tables): readonly string[] {
  return tables[table].key;
}

export function columnsOf(table: keyof Tables): { readonly name: string; readonly type: Column }[] {
  return Object.entries(tables[table].columns).map(([name, kind]) => ({
    name,
    type: kind.replace('?', '') as Column,
  }));
}

/** Makes every table. There is one migration as long as no store has been released that would need another. */
export async function createTables(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  for (const [name, table] of Object.entries(tables)) {
    let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
    for (const [column, kind] of Object.entries(table.columns)) {
      const nullable = kind.endsWith('?');
      builder = builder.addColumn(
        column,
        typeOf(nullable ? (kind.slice(0, -1) as Column) : (kind as Column), dialect),
        (c) => (nullable ? c : c.notNull()),
      );
    }
    builder = builder.addPrimaryKeyConstraint(`${name}_key`, table.key as [string]);
    if (table.unique !== undefined)
      builder = builder.addUniqueConstraint(`${name}_unique`, table.unique as [string]);
    if (table.clustered && dialect === 'sqlite') builder = builder.modifyEnd(sql`without rowid`);
    await builder.execute();
    for (const columns of table.indexes ?? [])
      await db.schema
        .createIndex(`${name}_${columns.join('_')}`)
        .on(name)
        .columns([...columns])
        .execute();
  }
}

/** Text is compared by bytes on both: a locale's order would give each machine another one. */
function typeOf(kind: Column, dialect: Dialect): Column | RawBuilder<unknown> {
  return kind === 'text' && dialect === 'postgres' ? sql`text collate "C"` : kind;
}
