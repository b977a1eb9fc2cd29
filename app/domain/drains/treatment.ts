import type { Services } from "../../context.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import { getPlan } from "../resources/plans.ts";

/** How a frame of the resource is to be treated; decided at the door, so that a replay treats it alike. */
export async function readTreatment(
  { stores, clock }: Pick<Services, "stores" | "clock">,
  resource: { id: string; plan: string },
): Promise<{ retentionDays: number; isOverQuota: boolean }> {
  const plan = getPlan(resource.plan);
  const usage = await ledger.usageOfDay(stores.pg, resource.id, ledger.startOfDay(clock.now()));
  return { retentionDays: plan.retentionDays, isOverQuota: usage.bytes >= plan.bytesPerDay };
}
