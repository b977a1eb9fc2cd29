import type { ClickHouse } from "./connection.ts";

/*
 * The index on the text of messages is built part by part after the lines came: migrations/clickhouse/003 says why. A part
 * that is merged after that (with later lines, or when lines expired) is without it again, and is found again here.
 */

/** Days of receipt, as `20261124`, and how many of their lines the index does not cover; newest first. */
export function daysWithoutIndex(clickhouse: ClickHouse): Promise<{ day: string; lines: number }[]> {
  return clickhouse.query(
    `SELECT partition AS day, sum(rows) AS lines FROM system.parts
     WHERE database = currentDatabase() AND table = 'log_lines' AND active AND rows > 0
       AND secondary_indices_compressed_bytes = 0
     GROUP BY day ORDER BY day DESC`,
  );
}

/** Whether a change of the whole table (an index, a deletion) is still being carried out. */
export async function isTableChanging(clickhouse: ClickHouse): Promise<boolean> {
  const rows = await clickhouse.query<{ n: number }>(
    `SELECT count() AS n FROM system.mutations
     WHERE database = currentDatabase() AND table = 'log_lines' AND NOT is_done`,
  );
  return (rows[0]?.n ?? 0) > 0;
}

/** Starts building the index for one day's parts that have none; ClickHouse goes on by itself, inserts do not wait for it. */
export async function indexDay(clickhouse: ClickHouse, day: string): Promise<void> {
  await clickhouse.command(
    "ALTER TABLE log_lines MATERIALIZE INDEX message_grams IN PARTITION {day:String} SETTINGS mutations_sync = 0",
    { day },
  );
}
