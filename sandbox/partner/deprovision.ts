import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { getApp } from "../platform/find.ts";
import { removeDrains } from "../platform/log-drains.ts";
import { addonJson } from "../platform/serialize.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";
import { removeAttachment } from "./attach.ts";
import { callPartner, isSuccess, type PartnerAnswer, PartnerRefusal } from "./call-partner.ts";

/**
 * `heroku addons:destroy`: asks the partner, then takes everything away, its API access included. A 410 counts as done;
 * a 202 leaves the resource `deprovisioning` until the partner says it is finished.
 *
 * @throws PartnerRefusal, resource unchanged
 * Source: Dev Center "Add-on Partner API Reference", Deprovision; "Asynchronous Deprovisioning of Add-ons"
 */
export async function deprovisionResource(
  ctx: SandboxContext,
  resource: ResourceRow,
  actor: UserRow,
): Promise<PartnerAnswer> {
  const answer = await callPartner(ctx, "DELETE", `/${resource.id}`, null);
  if (answer.status === 202) {
    resource.state = "deprovisioning";
    resource.updatedAt = isoSeconds(ctx.clock);
    ctx.save();
    return answer;
  }
  if (!isSuccess(answer) && answer.status !== 410) throw new PartnerRefusal("Deprovisioning", answer);
  removeResource(ctx, resource, actor);
  return answer;
}

/** Sends the DELETE again, whatever became of the resource: delivery is at least once. */
export function repeatDeprovision(ctx: SandboxContext, resource: ResourceRow): Promise<PartnerAnswer> {
  return callPartner(ctx, "DELETE", `/${resource.id}`, null);
}

/** The row stays as a tombstone, so that calls about it can be repeated. */
export function removeResource(ctx: SandboxContext, resource: ResourceRow, actor: UserRow): void {
  const { state } = ctx;
  const app = getApp(ctx, resource.appId);
  const data = addonJson(ctx, resource);
  for (const attachment of state.attachments.filter((row) => row.resourceId === resource.id)) {
    removeAttachment(ctx, resource, attachment, getApp(ctx, attachment.appId), actor, false);
  }
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "addon", action: "destroy", data: { name: resource.name } },
    webhook: { resource: "addon", action: "destroy", data, resourceIds: [resource.id] },
  });
  removeDrains(ctx, (row) => row.resourceId === resource.id);
  resource.state = "deprovisioned";
  resource.updatedAt = isoSeconds(ctx.clock);
  state.tokens = state.tokens.filter((row) => row.resourceId !== resource.id);
  state.grants = state.grants.filter((row) => row.resourceId !== resource.id);
  state.webhooks = state.webhooks.filter((row) => row.resourceId !== resource.id);
  ctx.save();
}
