import type { Db } from "./connection.ts";

/** Values of one rule that were masked in one hour. */
export interface RedactedHour {
  resourceId: string;
  hour: Date;
  rule: string;
  values: number;
}

/** Postgres takes 65,535 values a statement, and a row has four. */
const ROWS_A_STATEMENT = 1_000;

/** Adds to the counts. Rows are taken in one order, so that two workers never wait for each other in a ring. */
export async function add(db: Db, hours: readonly RedactedHour[]): Promise<void> {
  const rows = hours
    .map(({ resourceId, hour, rule, values }) => ({ resource_id: resourceId, hour, rule, values }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
    await db("redaction_hours")
      .insert(rows.slice(at, at + ROWS_A_STATEMENT))
      .onConflict(["resource_id", "hour", "rule"])
      .merge({ values: db.raw("redaction_hours.values + excluded.values") });
}

function keyOf(row: { resource_id: string; hour: Date; rule: string }): string {
  return `${row.resource_id} ${row.hour.toISOString()} ${row.rule}`;
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
