import type { ClickHouse } from "./connection.ts";

/*
 * The index on the text of messages is built once for each day of receipt, after it: migrations/clickhouse/003 says why.
 * A part that is merged after that (a late insert, lines that expired) is without it again, and is found again here.
 */

/** Days of receipt before `before`, as `20261124`, with lines that the index does not cover; newest first. */
export async function daysWithoutIndex(clickhouse: ClickHouse, before: Date): Promise<string[]> {
  const rows = await clickhouse.query<{ day: string }>(
    `SELECT partition AS day FROM system.parts
     WHERE database = currentDatabase() AND table = 'log_lines' AND active AND rows > 0
       AND secondary_indices_compressed_bytes = 0 AND partition < toString(toYYYYMMDD({before:DateTime('UTC')}))
     GROUP BY day ORDER BY day DESC`,
    { before: Math.floor(before.getTime() / 1000) },
  );
  return rows.map((row) => row.day);
}

/** Whether a change of the whole table (an index, a deletion) is still being carried out. */
export async function isTableChanging(clickhouse: ClickHouse): Promise<boolean> {
  const rows = await clickhouse.query<{ n: number }>(
    `SELECT count() AS n FROM system.mutations
     WHERE database = currentDatabase() AND table = 'log_lines' AND NOT is_done`,
  );
  return (rows[0]?.n ?? 0) > 0;
}

/** Starts building the index for one day; ClickHouse goes on by itself, and inserts do not wait for it. */
export async function indexDay(clickhouse: ClickHouse, day: string): Promise<void> {
  await clickhouse.command(
    "ALTER TABLE log_lines MATERIALIZE INDEX message_grams IN PARTITION {day:String} SETTINGS mutations_sync = 0",
    { day },
  );
}
