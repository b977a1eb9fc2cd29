import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { colourName, newUuid } from "../ids.ts";
import { getApp } from "../platform/find.ts";
import { newDrain, removeDrains } from "../platform/log-drains.ts";
import { cutRelease } from "../platform/releases.ts";
import { attachedVarName, attachmentJson } from "../platform/serialize.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AttachmentRow, DrainRow, ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import { setAttachedVars } from "./apply-config.ts";

/**
 * `heroku addons:attach`: the partner is not called; it learns of it by webhook, and of the new drain token by
 * reading the add-on's log drains.
 *
 * @throws HerokuError 422 when the add-on is not attachable, is attached already under that name, or not provisioned
 */
export function attachResource(
  ctx: SandboxContext,
  resource: ResourceRow,
  app: AppRow,
  actor: UserRow,
  name: string | null,
): { attachment: AttachmentRow; drain: DrainRow | null } {
  if (!ctx.manifest.requires.includes("attachable")) throw invalid(`${ctx.manifest.id} does not support sharing.`);
  if (resource.state !== "provisioned") throw invalid(`${resource.name} is not provisioned yet.`);
  const made = newAttachment(ctx, resource, app, name);
  setAttachmentVars(ctx, resource, made.attachment, app);
  announceAttachment(ctx, resource, made.attachment, app, actor);
  return made;
}

/** Takes an attachment away, with its drain and config vars. The last one of the billing app stays. */
export function detachResource(ctx: SandboxContext, attachment: AttachmentRow, actor: UserRow): void {
  const { state } = ctx;
  const resource = state.resources.find((row) => row.id === attachment.resourceId);
  const app = getApp(ctx, attachment.appId);
  if (!resource) return;
  const others = state.attachments.filter(
    (row) => row !== attachment && row.resourceId === resource.id && row.appId === app.id,
  );
  if (app.id === resource.appId && others.length === 0) {
    throw invalid("Cannot destroy last attachment to billing app for resource");
  }
  removeAttachment(ctx, resource, attachment, app, actor, others.length === 0);
}

/** The rows alone: one attachment, and one drain per attached app when the add-on asks for log drains. */
export function newAttachment(
  ctx: SandboxContext,
  resource: ResourceRow,
  app: AppRow,
  wishedName: string | null,
): { attachment: AttachmentRow; drain: DrainRow | null } {
  const { state, manifest } = ctx;
  const taken = new Set(state.attachments.filter((row) => row.appId === app.id).map((row) => row.name));
  const wished = wishedName?.toUpperCase().replaceAll("-", "_");
  if (wished && taken.has(wished)) throw invalid(`Name ${wished} is already taken on ${app.name}.`);
  const base = manifest.configVarsPrefix;
  const now = isoSeconds(ctx.clock);
  const attachment: AttachmentRow = {
    id: newUuid(),
    name: wished ?? (taken.has(base) ? colourName(base, taken) : base),
    resourceId: resource.id,
    appId: app.id,
    createdAt: now,
    updatedAt: now,
  };
  state.attachments.push(attachment);
  const known = state.drains.find((row) => row.resourceId === resource.id && row.appId === app.id);
  const isWanted = manifest.requires.includes("syslog_drain") && !known;
  const drain = isWanted ? newDrain(ctx, app.id, resource.id, resource.logDrainUrl) : (known ?? null);
  if (isWanted && drain) state.drains.push(drain);
  ctx.save();
  return { attachment, drain };
}

export function setAttachmentVars(
  ctx: SandboxContext,
  resource: ResourceRow,
  attachment: AttachmentRow,
  app: AppRow,
): void {
  setAttachedVars(ctx, resource, attachment.name, app.config);
}

/** The release, the audit event and the webhook of a new attachment. */
export function announceAttachment(
  ctx: SandboxContext,
  resource: ResourceRow,
  attachment: AttachmentRow,
  app: AppRow,
  actor: UserRow,
): void {
  cutRelease(ctx, app, actor, `Attach ${attachment.name} (@ref:${resource.name})`);
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "addon", action: "attach", data: { name: resource.name, attachment: attachment.name } },
    webhook: {
      resource: "addon-attachment",
      action: "create",
      data: attachmentJson(ctx, attachment),
      resourceIds: [resource.id],
    },
  });
}

/** @param isLastOfApp  whether the drain goes too */
export function removeAttachment(
  ctx: SandboxContext,
  resource: ResourceRow,
  attachment: AttachmentRow,
  app: AppRow,
  actor: UserRow,
  isLastOfApp: boolean,
): void {
  const data = attachmentJson(ctx, attachment);
  // The release is cut first: its line still goes out through the drain that is about to go.
  cutRelease(ctx, app, actor, `Detach ${attachment.name} (@ref:${resource.name})`);
  for (const name of Object.keys(resource.config)) delete app.config[attachedVarName(ctx, attachment.name, name)];
  ctx.state.attachments = ctx.state.attachments.filter((row) => row !== attachment);
  if (isLastOfApp) removeDrains(ctx, (row) => row.resourceId === resource.id && row.appId === app.id);
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "addon", action: "detach", data: { name: resource.name, attachment: attachment.name } },
    webhook: { resource: "addon-attachment", action: "destroy", data, resourceIds: [resource.id] },
  });
}
