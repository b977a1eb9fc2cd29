import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { findPlan, planIds } from "./plans.ts";

/**
 * Moves a resource to another plan: quota and retention of what arrives from now on, and whether audit trails are
 * collected. The same plan again is a no-op.
 *
 * @throws Fault resource.not_found, resource.gone, partner.unknown_plan (the plan stays as it was)
 */
export async function changePlan(
  services: Services,
  input: { uuid: string; plan: string },
): Promise<{ message: string }> {
  const { stores, clock, log } = services;
  const plan = findPlan(input.plan);
  const before = await stores.pg.transaction(async (tx) => {
    const row = await resources.findForUpdate(tx, input.uuid);
    if (!row) throw new Fault("resource.not_found", { detail: `plan change of unknown ${input.uuid}` });
    if (row.state === "deprovisioned")
      throw new Fault("resource.gone", { detail: `plan change of tombstone ${input.uuid}` });
    if (!plan) throw new Fault("partner.unknown_plan", { fill: { plans: planIds.join(", ") } });
    if (row.plan !== plan.id) {
      await resources.setPlan(tx, row.id, plan.id);
      const followPlan = plan.hasAuditTrail ? auditSources.resumeForPlan : auditSources.pauseForPlan;
      await followPlan(tx, row.id, clock.now());
    }
    return row.plan;
  });
  if (plan && before !== plan.id) await stores.notices.resourceChanged(input.uuid);
  log.info({ resourceId: input.uuid, before, plan: input.plan, isNoop: before === input.plan }, "plan change");
  return {
    message: before === input.plan ? `Already on the ${plan?.name} plan.` : `Now on the ${plan?.name} plan.`,
  };
}
