import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { getApp } from "../platform/find.ts";
import { cutRelease } from "../platform/releases.ts";
import { attachedVarName } from "../platform/serialize.ts";
import type { UserRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";

/**
 * Replaces a resource's config and carries it to every attached app. Unchanged apps are left alone; each changed one
 * gets a release, as every config change after provisioning restarts the apps.
 */
export function applyConfig(
  ctx: SandboxContext,
  resource: ResourceRow,
  config: Record<string, string>,
  actor: UserRow,
): void {
  const before = resource.config;
  resource.config = config;
  const isChanged = JSON.stringify(before) !== JSON.stringify(config);
  resource.updatedAt = isoSeconds(ctx.clock);
  if (!isChanged) return;
  for (const attachment of ctx.state.attachments.filter((row) => row.resourceId === resource.id)) {
    const app = getApp(ctx, attachment.appId);
    for (const name of Object.keys(before)) delete app.config[attachedVarName(ctx, attachment.name, name)];
    setAttachedVars(ctx, resource, attachment.name, app.config);
    cutRelease(ctx, app, actor, `Update ${attachment.name} (@ref:${resource.name})`);
  }
}

/** Writes a resource's config into an app's under the attachment's name. */
export function setAttachedVars(
  ctx: SandboxContext,
  resource: ResourceRow,
  attachmentName: string,
  into: Record<string, string>,
): void {
  for (const [name, value] of Object.entries(resource.config)) into[attachedVarName(ctx, attachmentName, name)] = value;
}

/** The config members of a partner's answer; anything but strings is left out. */
export function configOf(body: Record<string, unknown> | null): Record<string, string> | null {
  const config = body?.config;
  if (typeof config !== "object" || config === null) return null;
  return Object.fromEntries(
    Object.entries(config).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
