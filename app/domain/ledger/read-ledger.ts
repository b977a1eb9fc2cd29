import type { Ctx } from "../../context.ts";
import type { LedgerAnswer } from "../../contract/api.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import { parseTimeRange } from "../logs/time-range.ts";

/** The books of this resource, hour by hour. @throws Fault query.bad_range */
export async function readLedger(ctx: Ctx, input: { from: string; to: string }): Promise<LedgerAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const from = ledger.startOfHour(new Date(range.fromMicros / 1000));
  const rows = await ledger.list(ctx.stores.pg, ctx.resourceId, from, new Date(range.toMicros / 1000));
  return {
    data: rows.map((row) => ({
      hour: row.hour.toISOString(),
      frames: Number(row.frames),
      received: Number(row.received),
      stored: Number(row.stored),
      shed: Number(row.shed),
      excluded: Number(row.excluded),
      rejected: Number(row.rejected),
      rejected_by: row.rejected_by,
      duplicates: Number(row.duplicates),
      quarantined: Number(row.quarantined),
      expired: Number(row.expired),
      upstream_dropped: Number(row.upstream_dropped),
    })),
  };
}
