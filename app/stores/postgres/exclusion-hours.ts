import type { Db } from "./connection.ts";
import { addHourCounts, type HourCounts } from "./hour-counts.ts";

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

const COUNTS: HourCounts = {
  table: "exclusion_hours",
  key: ["resource_id", "exclusion_id", "hour"],
  sums: ["lines", "bytes"],
};

/** Adds to the counts, in the order in which all workers do. */
export function add(db: Db, hours: readonly ExcludedHour[]): Promise<void> {
  const rows = hours.map(({ resourceId, exclusionId, ...each }) => ({
    resource_id: resourceId,
    exclusion_id: exclusionId,
    ...each,
  }));
  return addHourCounts(db, COUNTS, rows);
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
