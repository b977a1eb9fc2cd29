import type { Ctx } from "../../context.ts";
import type { ExclusionHoursAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as exclusionHours from "../../stores/postgres/exclusion-hours.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { startOfHour } from "../../stores/postgres/ledger.ts";
import { parseTimeRange } from "../logs/time-range.ts";

/** What one filter kept out, hour by hour. @throws Fault exclusion.not_found, query.bad_range */
export async function readExclusionHours(
  { stores, resourceId, clock }: Ctx,
  { id, ...input }: { id: string; from: string; to: string },
): Promise<ExclusionHoursAnswer> {
  const range = parseTimeRange(input, clock.now());
  if ((await exclusions.find(stores.pg, resourceId, id)) === null)
    throw new Fault("exclusion.not_found", { detail: `hours of ${id} of ${resourceId}` });
  const hours = await exclusionHours.listOfExclusion(stores.pg, resourceId, id, {
    from: startOfHour(new Date(range.fromMicros / 1000)),
    to: new Date(range.toMicros / 1000),
  });
  return { data: hours.map(({ hour, lines, bytes }) => ({ hour: hour.toISOString(), lines, bytes })) };
}
