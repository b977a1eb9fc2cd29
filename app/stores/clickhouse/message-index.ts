import type { ClickHouse } from "./connection.ts";

/*
 * The index on the text of messages is built part by part after the lines came: migrations/clickhouse/003 says why. A part
 * that is merged after that (with later lines, as a finished day, or when lines expired) is without it again, and is found
 * again here.
 */

/** A day of receipt, as `20261124`, that the index does not cover. */
export interface DayWithoutIndex {
  day: string;
  /** Without the index. */
  lines: number;
  /**
   * What building it takes, in lines of 1.9 µs of CPU. Parts of one file are written again as a whole, at twice that, and
   * those that have the index as well; others get a file more when they have none.
   */
  work: number;
}

/** Newest first. */
export function daysWithoutIndex(clickhouse: ClickHouse): Promise<DayWithoutIndex[]> {
  return clickhouse.query(
    `SELECT partition AS day, sumIf(rows, is_without) AS lines,
       sum(multiIf(part_type = 'Compact', 2 * rows, is_without, rows, 0)) AS work
     FROM (
       SELECT partition, rows, part_type, secondary_indices_compressed_bytes = 0 AS is_without FROM system.parts
       WHERE database = currentDatabase() AND table = 'log_lines' AND active AND rows > 0
     )
     GROUP BY day HAVING lines > 0 ORDER BY day DESC`,
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

/** Starts building the index for the parts of one day; ClickHouse goes on by itself, and inserts do not wait for it. */
export async function indexDay(clickhouse: ClickHouse, day: string): Promise<void> {
  await clickhouse.command(
    "ALTER TABLE log_lines MATERIALIZE INDEX message_grams IN PARTITION {day:String} SETTINGS mutations_sync = 0",
    { day },
  );
}
