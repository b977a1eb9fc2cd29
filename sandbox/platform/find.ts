import type { Request } from "express";
import type { SandboxContext } from "../context.ts";
import { forbidden, HerokuError, notFound } from "../http/heroku-error.ts";
import type { EnterpriseAccountRow, UserRow } from "../rows/account.ts";
import type { AttachmentRow, ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import type { Principal } from "./authenticate.ts";

export function param(req: Request, name: string): string {
  const value = req.params[name];
  return typeof value === "string" ? value : (value?.join("/") ?? "");
}

/** @throws HerokuError 404 */
export function getUser(ctx: SandboxContext, idOrEmail: string): UserRow {
  const user = ctx.state.users.find((row) => row.id === idOrEmail || row.email === idOrEmail);
  if (!user) throw notFound("user");
  return user;
}

/** For the sandbox's own use: no principal, no access check. */
export function getApp(ctx: SandboxContext, idOrName: string): AppRow {
  const app = ctx.state.apps.find((row) => row.id === idOrName || row.name === idOrName);
  if (!app) throw notFound("app");
  return app;
}

/** As `getApp`, for an enterprise account. */
export function getAccount(ctx: SandboxContext, idOrName: string): EnterpriseAccountRow {
  const account = ctx.state.enterpriseAccounts.find((row) => row.id === idOrName || row.name === idOrName);
  if (!account) throw notFound("enterprise account");
  return account;
}

export function ownerOf(ctx: SandboxContext, app: AppRow): UserRow {
  return getUser(ctx, app.ownerId);
}

export function getResource(ctx: SandboxContext, idOrName: string): ResourceRow {
  const resource = liveResources(ctx).find((row) => row.id === idOrName || row.name === idOrName);
  if (!resource) throw notFound("add-on");
  return resource;
}

export function liveResources(ctx: SandboxContext): ResourceRow[] {
  return ctx.state.resources.filter((row) => row.state !== "deprovisioned");
}

/** Apps a principal sees: a user's own, shared and team apps; a partner's attached ones. */
export function visibleApps(ctx: SandboxContext, principal: Principal): AppRow[] {
  const { apps, attachments, collaborators, teams } = ctx.state;
  if (principal.kind === "partner") {
    const attached = attachments.filter((row) => row.resourceId === principal.resource.id).map((row) => row.appId);
    return apps.filter((app) => attached.includes(app.id));
  }
  const userId = principal.user.id;
  const shared = collaborators.filter((row) => row.userId === userId).map((row) => row.appId);
  const joined = teams.filter((team) => team.members.some((member) => member.userId === userId)).map((team) => team.id);
  return apps.filter(
    (app) => app.ownerId === userId || shared.includes(app.id) || (app.teamId !== null && joined.includes(app.teamId)),
  );
}

/** Add-ons a principal sees: a user's apps' own and attached ones; a partner's one. */
export function visibleResources(ctx: SandboxContext, principal: Principal): ResourceRow[] {
  if (principal.kind === "partner") return [principal.resource];
  const appIds = visibleApps(ctx, principal).map((app) => app.id);
  const attached = ctx.state.attachments.filter((row) => appIds.includes(row.appId)).map((row) => row.resourceId);
  return liveResources(ctx).filter((row) => appIds.includes(row.appId) || attached.includes(row.id));
}

/** @throws HerokuError 404 when there is no such app, 403 when there is and the caller may not see it */
export function getVisibleApp(ctx: SandboxContext, principal: Principal, idOrName: string): AppRow {
  const app = getApp(ctx, idOrName);
  if (!visibleApps(ctx, principal).includes(app)) throw forbidden(`You do not have access to the app ${app.name}.`);
  return app;
}

/** @throws HerokuError 404; another partner's or user's add-on is as good as absent */
export function getVisibleResource(ctx: SandboxContext, principal: Principal, idOrName: string): ResourceRow {
  const found = visibleResources(ctx, principal).find((row) => row.id === idOrName || row.name === idOrName);
  if (!found) throw notFound("add-on");
  return found;
}

/** An add-on of an app by id, name, attachment name or service name. */
export function getAppResource(ctx: SandboxContext, principal: Principal, app: AppRow, word: string): ResourceRow {
  const found = matchResources(ctx, visibleResources(ctx, principal), word, app);
  if (found.length > 1) throw multipleMatches(found.map((row) => row.name));
  const [resource] = found;
  if (!resource) throw notFound("add-on");
  return resource;
}

/** What `POST /actions/addons/resolve` looks through: ids and names anywhere, attachment, service and plan names on one app. */
export function matchResources(
  ctx: SandboxContext,
  among: ResourceRow[],
  word: string,
  app: AppRow | null,
): ResourceRow[] {
  const attachedHere = (row: ResourceRow) =>
    ctx.state.attachments.filter((attachment) => attachment.resourceId === row.id && attachment.appId === app?.id);
  const onApp = app ? among.filter((row) => row.appId === app.id || attachedHere(row).length > 0) : among;
  const exact = onApp.filter((row) => row.id === word || row.name === word);
  if (exact.length > 0) return exact;
  const byAttachment = onApp.filter((row) => attachedHere(row).some(({ name }) => name === word.toUpperCase()));
  if (byAttachment.length > 0) return byAttachment;
  return onApp.filter((row) => word === ctx.manifest.id || word === `${ctx.manifest.id}:${row.plan}`);
}

export function visibleAttachments(ctx: SandboxContext, principal: Principal): AttachmentRow[] {
  if (principal.kind === "partner") {
    return ctx.state.attachments.filter((row) => row.resourceId === principal.resource.id);
  }
  const appIds = visibleApps(ctx, principal).map((app) => app.id);
  const ids = visibleResources(ctx, principal).map((row) => row.id);
  return ctx.state.attachments.filter((row) => appIds.includes(row.appId) || ids.includes(row.resourceId));
}

export function multipleMatches(names: string[]): HerokuError {
  const message = `Ambiguous identifier; multiple matching add-ons found: ${names.join(", ")}.`;
  return new HerokuError(422, "multiple_matches", message);
}

/** A partner token opens nothing but what Heroku grants partners. @throws HerokuError 403 */
export function refusePartner(principal: Principal): asserts principal is Extract<Principal, { kind: "user" }> {
  if (principal.kind === "partner") throw forbidden("You do not have access to this resource.");
}

/** Partner-only calls. @throws HerokuError 403 */
export function refuseUser(principal: Principal): void {
  if (principal.kind === "user") throw forbidden("Only the add-on partner may make this request.");
}
