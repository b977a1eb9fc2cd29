import type { Ctx } from "../../context.ts";
import type { RedactionAnswer } from "../../contract/api.ts";
import * as redactionHours from "../../stores/postgres/redaction-hours.ts";
import * as redactions from "../../stores/postgres/redactions.ts";

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;

/** What the resource masks, and how much that was. */
export async function readRedaction({ stores, resourceId, clock }: Ctx): Promise<RedactionAnswer> {
  const since = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
  const [row, day, month] = await Promise.all([
    redactions.find(stores.pg, resourceId),
    redactionHours.sumsSince(stores.pg, resourceId, since(1)),
    redactionHours.sumsSince(stores.pg, resourceId, since(MONTH_DAYS)),
  ]);
  const { detectors, keys, prefixes } = row?.rules ?? { detectors: [], keys: [], prefixes: [] };
  return {
    detectors: [...detectors],
    keys: [...keys],
    prefixes: [...prefixes],
    changed_at: row?.changed_at.toISOString() ?? null,
    changed_by: row?.changed_by ?? null,
    redacted: { day, month },
  };
}
