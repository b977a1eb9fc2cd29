import type { Ctx } from "../../context.ts";
import type { ExclusionAnswer } from "../../contract/api.ts";
import * as exclusionHours from "../../stores/postgres/exclusion-hours.ts";
import type { ExclusionRow } from "../../stores/postgres/exclusions.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const MONTH_HOURS = 30 * 24;

/** Filters as the API gives them, each with what it kept out. */
export async function toExclusions(
  { stores, resourceId, clock }: Pick<Ctx, "stores" | "resourceId" | "clock">,
  rows: readonly ExclusionRow[],
): Promise<ExclusionAnswer[]> {
  const since = (hours: number) => new Date(clock.now().getTime() - hours * HOUR_MS);
  const [day, month] = await Promise.all(
    [DAY_HOURS, MONTH_HOURS].map((hours) => exclusionHours.sumsSince(stores.pg, resourceId, since(hours))),
  );
  const nothing = { lines: 0, bytes: 0 };
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    query: row.query,
    is_active: row.is_active,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    changed_at: row.changed_at?.toISOString() ?? null,
    excluded: { day: day?.get(row.id) ?? nothing, month: month?.get(row.id) ?? nothing },
  }));
}
