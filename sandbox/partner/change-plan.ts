import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { findPlan } from "../platform/catalogue.ts";
import { getApp } from "../platform/find.ts";
import { addonJson } from "../platform/serialize.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";
import { applyConfig, configOf } from "./apply-config.ts";
import { callPartner, isSuccess, type PartnerAnswer, PartnerRefusal } from "./call-partner.ts";

/**
 * `heroku addons:upgrade`: asks the partner, then books the new plan.
 *
 * @throws HerokuError 422 for an unknown plan; PartnerRefusal, plan unchanged
 * Source: Dev Center "Add-on Partner API Reference", Plan Change
 */
export async function changePlan(
  ctx: SandboxContext,
  resource: ResourceRow,
  planName: string,
  actor: UserRow,
): Promise<PartnerAnswer> {
  const plan = findPlan(ctx, planName);
  if (!plan) throw invalid(`Couldn't find either the add-on service or the add-on plan of "${planName}".`);
  const answer = await callPartner(ctx, "PUT", `/${resource.id}`, { plan: plan.name });
  if (!isSuccess(answer) || answer.body === null) throw new PartnerRefusal("Plan change", answer);
  const before = addonJson(ctx, resource);
  resource.plan = plan.name;
  resource.updatedAt = isoSeconds(ctx.clock);
  resource.provisionMessage = typeof answer.body.message === "string" ? answer.body.message : null;
  recordChange(ctx, {
    app: getApp(ctx, resource.appId),
    actor,
    lines: [`Update plan of ${resource.name} to ${ctx.manifest.id}:${plan.name} by user ${actor.email}`],
    audit: { type: "addon", action: "update", data: { name: resource.name, plan: plan.name } },
    webhook: {
      resource: "addon",
      action: "update",
      data: addonJson(ctx, resource),
      previousData: { plan: before.plan, updated_at: before.updated_at },
      resourceIds: [resource.id],
    },
  });
  const config = configOf(answer.body);
  if (config && answer.status !== 202) applyConfig(ctx, resource, { ...resource.config, ...config }, actor);
  return answer;
}
