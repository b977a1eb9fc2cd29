import type { Db } from "./connection.ts";
import { addHourCounts, type HourCounts } from "./hour-counts.ts";

/** Values of one rule that were masked in one hour. */
export interface RedactedHour {
  resourceId: string;
  hour: Date;
  rule: string;
  values: number;
}

const COUNTS: HourCounts = { table: "redaction_hours", key: ["resource_id", "hour", "rule"], sums: ["values"] };

/** Adds to the counts, in the order in which all workers do. */
export function add(db: Db, hours: readonly RedactedHour[]): Promise<void> {
  const rows = hours.map(({ resourceId, hour, rule, values }) => ({ resource_id: resourceId, hour, rule, values }));
  return addHourCounts(db, COUNTS, rows);
}

/** What each rule masked since a moment. */
export async function sumsSince(db: Db, resourceId: string, since: Date): Promise<Record<string, number>> {
  const rows = await db("redaction_hours")
    .where({ resource_id: resourceId })
    .where("hour", ">=", since)
    .groupBy("rule")
    .orderBy("rule")
    .select<{ rule: string; values: string }[]>("rule", db.raw("sum(values) as values"));
  return Object.fromEntries(rows.map(({ rule, values }) => [rule, Number(values)]));
}

/** Hour by hour, oldest first; hours without any are not there. @param range.to exclusive */
export async function list(
  db: Db,
  resourceId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ hour: Date; rule: string; values: number }[]> {
  const rows = await db("redaction_hours")
    .where({ resource_id: resourceId })
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .orderBy(["hour", "rule"])
    .select<{ hour: Date; rule: string; values: string }[]>("hour", "rule", "values");
  return rows.map(({ hour, rule, values }) => ({ hour, rule, values: Number(values) }));
}
