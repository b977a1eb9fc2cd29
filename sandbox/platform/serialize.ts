import type { Request } from "express";
import type { SandboxContext } from "../context.ts";
import { stableUuid } from "../ids.ts";
import type { AttachmentRow, DrainRow, ResourceRow } from "../rows/addon.ts";
import type { AppRow, ReleaseRow } from "../rows/app.ts";
import { findPlan, planJson, serviceJson, serviceRef } from "./catalogue.ts";

/**
 * Rows to the objects the Platform API gives, every member of the schema present.
 * Source: heroku/platform-api `schema.json`
 */
export function appJson(ctx: SandboxContext, app: AppRow): Record<string, unknown> {
  const owner = ctx.state.users.find((user) => user.id === app.ownerId);
  const team = ctx.state.teams.find((row) => row.id === app.teamId);
  const stack = { id: stableUuid("stack", "heroku-24"), name: "heroku-24" };
  return {
    acm: false,
    archived_at: null,
    buildpack_provided_description: "Node.js",
    build_stack: stack,
    created_at: app.createdAt,
    generation: { id: stableUuid("generation", "cedar"), name: "cedar" },
    git_url: `https://git.heroku.com/${app.name}.git`,
    id: app.id,
    internal_routing: null,
    maintenance: app.maintenance,
    name: app.name,
    // A team's app is owned by a synthetic address, not by a person.
    owner: team ? { email: `${team.name}@herokumanager.com`, id: team.id } : { email: owner?.email, id: app.ownerId },
    organization: team ? { id: team.id, name: team.name } : null,
    team: team ? { id: team.id, name: team.name } : null,
    region: { id: stableUuid("region", "us"), name: "us" },
    released_at: app.releasedAt,
    repo_size: 1_048_576,
    slug_size: 31_457_280,
    space: null,
    stack,
    updated_at: app.updatedAt,
    web_url: `https://${app.host}/`,
  };
}

export function appRef(ctx: SandboxContext, appId: string): { id: string; name: string } {
  return { id: appId, name: ctx.state.apps.find((app) => app.id === appId)?.name ?? "" };
}

/** `expand` names the members the caller wants whole (`Accept-Expansion`). */
export function addonJson(ctx: SandboxContext, resource: ResourceRow, expand: string[] = []): Record<string, unknown> {
  const plan = findPlan(ctx, resource.plan);
  const app = appRef(ctx, resource.appId);
  const price = plan?.price ?? { cents: 0, contract: false, unit: "month" };
  const planRef = {
    id: stableUuid("plan", ctx.manifest.id, resource.plan),
    name: `${ctx.manifest.id}:${resource.plan}`,
  };
  return {
    actions: [],
    addon_service: expand.includes("addon_service") ? serviceJson(ctx) : serviceRef(ctx),
    app,
    billed_price: price,
    billing_entity: { ...app, type: "app" },
    config_vars: configVarNames(ctx, resource),
    created_at: resource.createdAt,
    id: resource.id,
    name: resource.name,
    plan: expand.includes("plan") && plan ? planJson(ctx, plan) : planRef,
    provider_id: resource.providerId ?? "",
    provision_message: resource.provisionMessage,
    state: resource.state,
    updated_at: resource.updatedAt,
    web_url: ssoUrl(ctx, resource.appId, resource.id),
  };
}

/** `Accept-Expansion: addon_service,plan` */
export function expansionsOf(req: Request): string[] {
  return (req.get("accept-expansion") ?? "").split(",").map((word) => word.trim());
}

export function attachmentJson(
  ctx: SandboxContext,
  attachment: AttachmentRow,
  inclusions: string[] = [],
): Record<string, unknown> {
  const resource = ctx.state.resources.find((row) => row.id === attachment.resourceId);
  const addon = resource
    ? {
        id: resource.id,
        name: resource.name,
        app: appRef(ctx, resource.appId),
        ...(inclusions.includes("addon:plan") ? { plan: addonJson(ctx, resource).plan } : {}),
      }
    : null;
  const varNames = resource ? attachedVarNames(ctx, resource, attachment) : [];
  return {
    addon,
    app: appRef(ctx, attachment.appId),
    created_at: attachment.createdAt,
    id: attachment.id,
    name: attachment.name,
    namespace: null,
    updated_at: attachment.updatedAt,
    web_url: ssoUrl(ctx, attachment.appId, attachment.resourceId),
    log_input_url: null,
    ...(inclusions.includes("config_vars") ? { config_vars: varNames } : {}),
  };
}

/** `Accept-Inclusion: addon:plan,config_vars` */
export function inclusionsOf(req: Request): string[] {
  return (req.get("accept-inclusion") ?? "").split(",").map((word) => word.trim());
}

export function drainJson(ctx: SandboxContext, drain: DrainRow): Record<string, unknown> {
  const resource = ctx.state.resources.find((row) => row.id === drain.resourceId);
  return {
    addon: resource ? { id: resource.id, name: resource.name, app: appRef(ctx, resource.appId) } : null,
    app: appRef(ctx, drain.appId),
    created_at: drain.createdAt,
    id: drain.id,
    token: drain.token,
    updated_at: drain.updatedAt,
    url: drain.url ?? "",
  };
}

export function releaseJson(ctx: SandboxContext, release: ReleaseRow): Record<string, unknown> {
  const user = ctx.state.users.find((row) => row.id === release.userId);
  const versions = ctx.state.releases.filter((row) => row.appId === release.appId).map((row) => row.version);
  return {
    addon_plan_names: ctx.state.resources
      .filter((row) => row.appId === release.appId && row.state === "provisioned")
      .map((row) => `${ctx.manifest.id}:${row.plan}`),
    artifacts: [],
    app: appRef(ctx, release.appId),
    created_at: release.createdAt,
    description: release.description,
    id: release.id,
    updated_at: release.createdAt,
    slug: { id: stableUuid("slug", release.appId, String(release.version)) },
    status: "succeeded",
    user: { email: user?.email ?? "", id: release.userId },
    version: release.version,
    current: release.version === Math.max(...versions),
    output_stream_url: null,
    eligible_for_rollback: true,
  };
}

/** A config var as an attachment shows it: the manifest's prefix becomes the attachment's name. */
export function attachedVarName(ctx: SandboxContext, attachmentName: string, varName: string): string {
  const prefix = ctx.manifest.configVarsPrefix;
  return varName.startsWith(`${prefix}_`) ? attachmentName + varName.slice(prefix.length) : varName;
}

function attachedVarNames(ctx: SandboxContext, resource: ResourceRow, attachment: AttachmentRow): string[] {
  return Object.keys(resource.config).map((name) => attachedVarName(ctx, attachment.name, name));
}

function configVarNames(ctx: SandboxContext, resource: ResourceRow): string[] {
  return ctx.state.attachments
    .filter((row) => row.resourceId === resource.id && row.appId === resource.appId)
    .flatMap((row) => attachedVarNames(ctx, resource, row));
}

function ssoUrl(ctx: SandboxContext, appId: string, resourceId: string): string {
  return `${ctx.url()}/sso/${appId}/${resourceId}`;
}
