import type { Ctx } from "../../context.ts";
import type { ManualDrainsAnswer } from "../../contract/api.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import { lastFrames, toManualDrain } from "./manual-drain.ts";

/** The resource's drains set by hand, oldest first; revoked ones stay for a month. */
export async function listManualDrains(ctx: Ctx): Promise<ManualDrainsAnswer> {
  const [rows, lastMs] = await Promise.all([
    manualDrains.listOfResource(ctx.stores.pg, ctx.resourceId),
    lastFrames(ctx),
  ]);
  return { data: rows.map((row) => toManualDrain(row, lastMs.get(row.id))) };
}
