import type { Ctx } from "../../context.ts";
import type { RedactionHoursAnswer } from "../../contract/api.ts";
import { startOfHour } from "../../stores/postgres/ledger.ts";
import * as redactionHours from "../../stores/postgres/redaction-hours.ts";
import { parseTimeRange } from "../logs/time-range.ts";

/** How many values were masked, hour by hour. @throws Fault query.bad_range */
export async function readRedactionHours(
  { stores, resourceId, clock }: Ctx,
  input: { from: string; to: string },
): Promise<RedactionHoursAnswer> {
  const range = parseTimeRange(input, clock.now());
  const rows = await redactionHours.list(stores.pg, resourceId, {
    from: startOfHour(new Date(range.fromMicros / 1000)),
    to: new Date(range.toMicros / 1000),
  });
  const hours = new Map<string, Record<string, number>>();
  for (const { hour, rule, values } of rows) {
    const at = hour.toISOString();
    hours.set(at, { ...hours.get(at), [rule]: values });
  }
  return { data: [...hours].map(([hour, values]) => ({ hour, values })) };
}
