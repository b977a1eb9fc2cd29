import { createHash } from "node:crypto";
import type { SandboxContext } from "../context.ts";
import type { UserRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";

/** What the browser posts to the partner's `sso_url`. */
export interface SsoForm {
  action: string;
  fields: Record<string, string>;
}

/**
 * Signs a single sign-on request.
 *
 * @param contextApp  the app from which the user opened the add-on
 * @param atMs        becomes `timestamp`, in whole seconds
 * Source: Dev Center "Add-on Single Sign-On"; heroku/cli `src/commands/addons/open.ts`
 */
export function ssoForm(
  ctx: SandboxContext,
  resource: ResourceRow,
  contextApp: AppRow,
  user: UserRow,
  atMs: number,
): SsoForm {
  const { ssoSalt, ssoUrl } = ctx.manifest;
  const timestamp = String(Math.floor(atMs / 1000));
  const billingApp = ctx.state.apps.find((app) => app.id === resource.appId);
  const providerId = resource.providerId ?? resource.id;
  const navData = { appname: contextApp.name, addon: ctx.manifest.humanName, email: user.email };
  return {
    action: ssoUrl,
    fields: {
      resource_id: resource.id,
      resource_token: resourceToken(resource.id, ssoSalt, timestamp),
      user_scoped_resource_token: userScopedResourceToken(resource.id, ssoSalt, timestamp, user),
      timestamp,
      user_id: user.id,
      email: user.email,
      app: billingApp?.name ?? contextApp.name,
      context_app: contextApp.name,
      // The two of version 1, still sent: the partner's own id, and its token.
      id: providerId,
      token: resourceToken(providerId, ssoSalt, timestamp),
      "nav-data": Buffer.from(JSON.stringify(navData)).toString("base64url"),
    },
  };
}

/** `sha1(id:salt:timestamp)` in lower-case hex. */
export function resourceToken(id: string, salt: string, timestamp: string): string {
  return createHash("sha1").update(`${id}:${salt}:${timestamp}`).digest("hex");
}

/** `sha256(id:salt:timestamp:user id:user email)` in lower-case hex: the only one that vouches for the user. */
export function userScopedResourceToken(
  id: string,
  salt: string,
  timestamp: string,
  user: { id: string; email: string },
): string {
  return createHash("sha256").update(`${id}:${salt}:${timestamp}:${user.id}:${user.email}`).digest("hex");
}
