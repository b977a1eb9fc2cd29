import { createHash } from "node:crypto";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { isEqualConstantTime } from "../../lib/secrets.ts";
import { isUuid } from "../../lib/uuid.ts";
import * as resources from "../../stores/postgres/resources.ts";

/** The form Heroku's browser redirect posts; every member may be missing or nonsense. */
export type SsoForm = Partial<
  Record<
    | "resource_id"
    | "resource_token"
    | "user_scoped_resource_token"
    | "timestamp"
    | "user_id"
    | "email"
    | "id"
    | "token"
    | "app"
    | "context_app"
    | "nav-data",
    string
  >
>;

export interface SsoVisitor {
  resourceId: string;
  userId: string;
  email: string;
  isEmailVerified: boolean;
}

/** Source: Dev Center "Add-on Single Sign-On": older than five minutes is refused. */
const AGE_SECONDS_MAX = 300;
/** Clocks differ a little; a time further ahead was not made by Heroku. */
const AHEAD_SECONDS_MAX = 60;

/**
 * Checks an SSO form. With `user_scoped_resource_token` the user is authenticated too and that token must be right;
 * with the older tokens alone only the resource is, and the email counts as unverified.
 *
 * @throws Fault sso.denied; resource.not_found for a right token of a resource we never had; resource.gone after its end
 */
export async function verifySso({ config, stores, clock }: Services, form: SsoForm): Promise<SsoVisitor> {
  const resourceId = form.resource_id ?? form.id ?? "";
  const isUserBound = checkTokens(form, resourceId, config.addon.ssoSalt);
  checkAge(form.timestamp, clock.now());
  const resource = isUuid(resourceId) ? await resources.find(stores.pg, resourceId) : null;
  if (!resource) throw new Fault("resource.not_found", { detail: "sso for a resource we never had" });
  if (resource.state === "deprovisioned")
    throw new Fault("resource.gone", { detail: `sso for tombstone ${resource.id}` });
  return {
    resourceId: resource.id,
    userId: form.user_id ?? "",
    email: form.email ?? "",
    isEmailVerified: isUserBound,
  };
}

/** @returns whether the user is bound by the token; throws when no token is right */
function checkTokens(form: SsoForm, resourceId: string, salt: string): boolean {
  const { timestamp = "", user_id = "", email = "" } = form;
  if (form.user_scoped_resource_token !== undefined) {
    const expected = digest("sha256", [resourceId, salt, timestamp, user_id, email]);
    if (!isEqualConstantTime(form.user_scoped_resource_token, expected))
      throw new Fault("sso.denied", { detail: "user-scoped token" });
    return true;
  }
  const given = form.resource_token ?? form.token;
  const expected = digest("sha1", [resourceId, salt, timestamp]);
  if (given === undefined || !isEqualConstantTime(given, expected))
    throw new Fault("sso.denied", { detail: "resource token" });
  return false;
}

function checkAge(timestamp: string | undefined, now: Date): void {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) throw new Fault("sso.denied", { detail: "timestamp" });
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (ageSeconds > AGE_SECONDS_MAX || ageSeconds < -AHEAD_SECONDS_MAX)
    throw new Fault("sso.denied", { detail: `timestamp ${Math.round(ageSeconds)} s old` });
}

function digest(algorithm: "sha1" | "sha256", parts: readonly string[]): string {
  return createHash(algorithm).update(parts.join(":")).digest("hex");
}
