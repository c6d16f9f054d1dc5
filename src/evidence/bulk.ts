import { CompiledQuery } from 'kysely';
import type { Writer } from './journal.ts';
import { columnsOf, type Dialect, keyOf } from './migration.ts';
import { chunks } from './rows.ts';
import type { Tables } from './tables.ts';

/** What becomes of a row whose key is there already. */
export interface Conflict<Row> {
  readonly replace: readonly (keyof Row & string)[];
  /** Only where the new row has at least the old one's value. */
  readonly notOlderBy?: keyof Row & string;
}

/**
 * Inserts many rows of one table. The texts are made once and the values go as they are: building a statement of
 * 500 rows as a tree costs more than running it. No key may come twice.
 */
export async function insertAll<Name extends keyof Tables>(
  { tx, dialect }: Pick<Writer, 'tx' | 'dialect'>,
  table: Name,
  rows: readonly Tables[Name][],
  conflict?: Conflict<Tables[Name]>,
): Promise<void> {
  const columns = columnsOf(table) as Column<Tables[Name]>[];
  const tail = conflict === undefined ? '' : conflictText(table, conflict);
  const into = `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join()})`;
  for (const some of chunks(rows, rowsAtOnce[dialect])) {
    const { text, values } = dialect === 'postgres' ? asArrays(columns, some) : asPlaces(columns, some);
    await tx.executeQuery(CompiledQuery.raw(`${into} ${text}${tail}`, values));
  }
}

/** An array a column has no limit worth naming on Postgres; SQLite gains nothing from longer statements. */
const rowsAtOnce: Readonly<Record<Dialect, number>> = { postgres: 10_000, sqlite: 100 };

interface Column<Row> {
  readonly name: keyof Row & string;
  readonly type: string;
}

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** A column whose rows are all alike goes as one value: of new findings, most columns are. */
function asArrays<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Statement {
  const first = rows[0] as Row;
  const values: unknown[] = [];
  const selected: string[] = [];
  const lists: string[] = [];
  const names: string[] = [];
  for (const { name, type } of columns) {
    const alike = values.length + 1 < columns.length || lists.length > 0;
    if (alike && rows.every((row) => row[name] === first[name])) {
      values.push(first[name]);
      selected.push(`$${values.length}::${type}`);
    } else {
      values.push(arrayText(rows.map((row) => row[name] as string | number | null)));
      lists.push(`$${values.length}::${type}[]`);
      selected.push(`t."${name}"`);
      names.push(`"${name}"`);
    }
  }
  return { text: `select ${selected.join()} from unnest(${lists.join()}) as t(${names.join()})`, values };
}

/** Postgres' own text of an array: the driver's is made value by value. */
function arrayText(list: readonly (string | number | null)[]): string {
  return `{${list.map((value) => (typeof value === 'string' ? quoted(value) : (value ?? 'NULL'))).join()}}`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text}"`;
}

function asPlaces<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Statement {
  return {
    text: `values ${places(rows.length, columns.length)}`,
    values: rows.flatMap((row) => columns.map(({ name }) => row[name])),
  };
}

function places(rows: number, columns: number): string {
  const row = `(${Array(columns).fill('?').join()})`;
  return Array(rows).fill(row).join();
}

function conflictText<Row>(table: keyof Tables, { replace, notOlderBy }: Conflict<Row>): string {
  const key = keyOf(table)
    .map((name) => `"${name}"`)
    .join();
  const sets = replace.map((name) => `"${name}" = excluded."${name}"`).join();
  const where =
    notOlderBy === undefined ? '' : ` where excluded."${notOlderBy}" >= "${table}"."${notOlderBy}"`;
  return ` on conflict (${key}) do update set ${sets}${where}`;
}
