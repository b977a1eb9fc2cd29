import { isoSeconds, toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { newResourceName, newUuid } from "../ids.ts";
import { findPlan } from "../platform/catalogue.ts";
import { getApp, liveResources } from "../platform/find.ts";
import { isDrainUrl, removeDrains, setDrainUrl } from "../platform/log-drains.ts";
import { addonJson } from "../platform/serialize.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { GrantRow, ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import { configOf } from "./apply-config.ts";
import { announceAttachment, newAttachment, setAttachmentVars } from "./attach.ts";
import { callPartner, isSuccess, type PartnerAnswer, PartnerRefusal } from "./call-partner.ts";

export interface ProvisionWish {
  app: AppRow;
  /** `basic` or `draintrail:basic`. */
  plan: string;
  options: Record<string, string>;
  actor: UserRow;
  attachmentName: string | null;
  /** Name of the resource; Heroku makes one up when it is null. */
  name: string | null;
}

/**
 * `heroku addons:create`: makes the resource, its attachment, drain and grant, then asks the partner. The rows are
 * there before the call, because a partner may use the grant before it answers; a refusal takes them away again.
 *
 * @throws HerokuError 422 for an unknown plan or a second add-on where only one may be; PartnerRefusal
 */
export async function provisionResource(
  ctx: SandboxContext,
  wish: ProvisionWish,
): Promise<{ resource: ResourceRow; answer: PartnerAnswer }> {
  const { app, actor } = wish;
  const plan = findPlan(ctx, wish.plan);
  if (!plan) throw invalid(`Couldn't find either the add-on service or the add-on plan of "${wish.plan}".`);
  const mayRepeat = ctx.manifest.requires.includes("many_per_app");
  if (!mayRepeat && liveResources(ctx).some((row) => row.appId === app.id)) {
    throw invalid(`${ctx.manifest.id} is already installed on ${app.name}.`);
  }
  const now = isoSeconds(ctx.clock);
  const resource: ResourceRow = {
    id: newUuid(),
    name: wish.name ?? newResourceName(ctx.manifest.id),
    appId: app.id,
    plan: plan.name,
    state: "provisioning",
    providerId: null,
    provisionMessage: null,
    config: {},
    options: wish.options,
    logDrainUrl: null,
    userId: actor.id,
    createdAt: now,
    updatedAt: now,
  };
  ctx.state.resources.push(resource);
  newAttachment(ctx, resource, app, wish.attachmentName);
  const answer = await callPartner(ctx, "POST", "", provisionBody(ctx, resource, newGrant(ctx, resource)));
  if (!isSuccess(answer) || answer.body === null || !hasDrainUrl(ctx, answer)) {
    forget(ctx, resource);
    throw new PartnerRefusal("Provisioning", answer);
  }
  takeAnswer(ctx, resource, answer);
  if (answer.status !== 202) finishProvisioning(ctx, resource);
  return { resource, answer };
}

/** Sends the provisioning call again, as Heroku does when it is not sure of the first: same uuid, perhaps a new grant. */
export async function repeatProvision(
  ctx: SandboxContext,
  resource: ResourceRow,
  isNewGrant: boolean,
): Promise<PartnerAnswer> {
  const last = ctx.state.grants.findLast((row) => row.resourceId === resource.id);
  const grant = isNewGrant || !last ? newGrant(ctx, resource) : last;
  return callPartner(ctx, "POST", "", provisionBody(ctx, resource, grant));
}

/** Ends provisioning: config vars and a release on the app, and the attachment becomes known. */
export function finishProvisioning(ctx: SandboxContext, resource: ResourceRow): void {
  const app = getApp(ctx, resource.appId);
  const actor = ctx.state.users.find((user) => user.id === resource.userId);
  const attachment = ctx.state.attachments.find((row) => row.resourceId === resource.id && row.appId === app.id);
  resource.state = "provisioned";
  resource.updatedAt = isoSeconds(ctx.clock);
  ctx.save();
  if (!actor || !attachment) return;
  setAttachmentVars(ctx, resource, attachment, app);
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "addon", action: "create", data: { name: resource.name, plan: resource.plan } },
    webhook: { resource: "addon", action: "create", data: addonJson(ctx, resource), resourceIds: [resource.id] },
  });
  announceAttachment(ctx, resource, attachment, app, actor);
}

/** An add-on that asks for log drains must say where they go; on a 202 it may say so later. */
function hasDrainUrl(ctx: SandboxContext, { status, body }: PartnerAnswer): boolean {
  const url = body?.log_drain_url;
  if (url === undefined) return status === 202 || !ctx.manifest.requires.includes("syslog_drain");
  return typeof url === "string" && isDrainUrl(url);
}

function takeAnswer(ctx: SandboxContext, resource: ResourceRow, { status, body }: PartnerAnswer): void {
  resource.providerId = body?.id === undefined ? null : String(body.id);
  resource.provisionMessage = typeof body?.message === "string" ? body.message : null;
  if (typeof body?.log_drain_url === "string") setDrainUrl(ctx, resource.id, body.log_drain_url);
  // A 202 must not carry config yet: it comes through the config endpoint.
  if (status !== 202) resource.config = configOf(body) ?? {};
}

/** Source: Dev Center "Add-on Partner API Reference", Provision; heroku/sudo-sandwich */
function provisionBody(ctx: SandboxContext, resource: ResourceRow, grant: GrantRow): Record<string, unknown> {
  const drain = ctx.state.drains.find((row) => row.resourceId === resource.id && row.appId === resource.appId);
  return {
    callback_url: `${ctx.url()}/addons/${resource.id}`,
    name: resource.name,
    oauth_grant: { code: grant.code, expires_at: grant.expiresAt, type: "authorization_code" },
    options: resource.options,
    plan: resource.plan,
    region: "amazon-web-services::us-east-1",
    uuid: resource.id,
    ...(drain && ctx.manifest.requires.includes("syslog_drain") ? { log_drain_token: drain.token } : {}),
  };
}

function newGrant(ctx: SandboxContext, resource: ResourceRow): GrantRow {
  const expiresAt = toIsoSeconds(ctx.clock.now() + ctx.settings.grantSeconds * 1000).replace("Z", "+00:00");
  const grant: GrantRow = { code: newUuid(), resourceId: resource.id, expiresAt, usedAt: null };
  ctx.state.grants.push(grant);
  ctx.save();
  return grant;
}

function forget(ctx: SandboxContext, resource: ResourceRow): void {
  const { state } = ctx;
  removeDrains(ctx, (row) => row.resourceId === resource.id);
  state.attachments = state.attachments.filter((row) => row.resourceId !== resource.id);
  state.grants = state.grants.filter((row) => row.resourceId !== resource.id);
  state.tokens = state.tokens.filter((row) => row.resourceId !== resource.id);
  state.webhooks = state.webhooks.filter((row) => row.resourceId !== resource.id);
  state.resources = state.resources.filter((row) => row !== resource);
  ctx.save();
}
