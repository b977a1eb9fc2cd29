import type { Db } from "./connection.ts";

/** What one filter kept out in one hour. */
export interface ExcludedHour {
  resourceId: string;
  exclusionId: string;
  hour: Date;
  lines: number;
  bytes: number;
}

export interface Excluded {
  lines: number;
  bytes: number;
}

/** Postgres takes 65,535 values a statement, and a row has five. */
const ROWS_A_STATEMENT = 1_000;

/** Adds to the counts. Rows are taken in one order, so that two workers never wait for each other in a ring. */
export async function add(db: Db, hours: readonly ExcludedHour[]): Promise<void> {
  const rows = hours
    .map((each) => ({
      resource_id: each.resourceId,
      exclusion_id: each.exclusionId,
      hour: each.hour,
      lines: each.lines,
      bytes: each.bytes,
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
    await db("exclusion_hours")
      .insert(rows.slice(at, at + ROWS_A_STATEMENT))
      .onConflict(["resource_id", "exclusion_id", "hour"])
      .merge({
        lines: db.raw("exclusion_hours.lines + excluded.lines"),
        bytes: db.raw("exclusion_hours.bytes + excluded.bytes"),
      });
}

function keyOf(row: { resource_id: string; exclusion_id: string; hour: Date }): string {
  return `${row.resource_id} ${row.exclusion_id} ${row.hour.toISOString()}`;
}

/** What each filter of the resource kept out since a moment, by the filter's id. */
export async function sumsSince(db: Db, resourceId: string, since: Date): Promise<Map<string, Excluded>> {
  const rows = await db("exclusion_hours")
    .where({ resource_id: resourceId })
    .where("hour", ">=", since)
    .groupBy("exclusion_id")
    .select<{ exclusion_id: string; lines: string; bytes: string }[]>(
      "exclusion_id",
      db.raw("sum(lines) as lines, sum(bytes) as bytes"),
    );
  return new Map(rows.map((row) => [row.exclusion_id, { lines: Number(row.lines), bytes: Number(row.bytes) }]));
}

/** Hour by hour, oldest first; hours without any are not there. @param range.to exclusive */
export async function listOfExclusion(
  db: Db,
  resourceId: string,
  exclusionId: string,
  { from, to }: { from: Date; to: Date },
): Promise<(Excluded & { hour: Date })[]> {
  const rows = await db("exclusion_hours")
    .where({ resource_id: resourceId, exclusion_id: exclusionId })
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .orderBy("hour")
    .select<{ hour: Date; lines: string; bytes: string }[]>("hour", "lines", "bytes");
  return rows.map(({ hour, lines, bytes }) => ({ hour, lines: Number(lines), bytes: Number(bytes) }));
}
