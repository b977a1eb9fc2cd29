import type { Db } from "./connection.ts";

/** Counts by resource and hour: which columns name a row, and which are added up. */
export interface HourCounts {
  table: "exclusion_hours" | "redaction_hours";
  key: readonly string[];
  sums: readonly string[];
}

/** Postgres takes 65,535 values a statement, and a row has five at most. */
const ROWS_A_STATEMENT = 1_000;

/** Adds to the counts. Rows are taken in one order, so that two workers never wait for each other in a ring. */
export async function addHourCounts(
  db: Db,
  { table, key, sums }: HourCounts,
  rows: readonly Record<string, string | number | Date>[],
): Promise<void> {
  const nameOf = (row: Record<string, string | number | Date>) =>
    key.map((column) => (row[column] instanceof Date ? row[column].toISOString() : row[column])).join(" ");
  const inOrder = [...rows].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (let at = 0; at < inOrder.length; at += ROWS_A_STATEMENT)
    await db(table)
      .insert(inOrder.slice(at, at + ROWS_A_STATEMENT))
      .onConflict([...key])
      .merge(
        Object.fromEntries(sums.map((column) => [column, db.raw("??.?? + excluded.??", [table, column, column])])),
      );
}
