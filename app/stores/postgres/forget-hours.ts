import type { Db } from "./connection.ts";

/** Removed at once: a few milliseconds, so that no batch waits long to book. */
const FORGOTTEN_AT_ONCE = 1_000;

/**
 * Removes the hours before, of every resource. Each resource is asked by the primary key: an index by hour would cost
 * every resource a write an hour, for this alone. A row that is written meanwhile stays until the next time.
 *
 * @returns rows removed
 */
export async function forgetHoursBefore(
  db: Db,
  table: "ledger_hours" | "exclusion_hours" | "redaction_hours",
  before: Date,
): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = (await db.raw(
      `with old as (
         select hours.place from resources cross join lateral (
           select ctid as place from ?? where resource_id = resources.id and hour < ? limit ?
         ) hours limit ?
       )
       delete from ?? as hours using old where hours.ctid = old.place`,
      [table, before, FORGOTTEN_AT_ONCE, FORGOTTEN_AT_ONCE, table],
    )) as { rowCount: number };
    total += rowCount;
    if (rowCount < FORGOTTEN_AT_ONCE) return total;
  }
}
