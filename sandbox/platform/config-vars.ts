import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow } from "../rows/app.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, param, refusePartner } from "./find.ts";
import { cutRelease } from "./releases.ts";

/**
 * Sets and removes config vars of an app: one release, one audit event each way. The log names keys, never values.
 *
 * @param changes  null removes
 */
export function setConfigVars(
  ctx: SandboxContext,
  app: AppRow,
  actor: UserRow,
  changes: Record<string, string | null>,
): void {
  const set = Object.keys(changes).filter((name) => changes[name] !== null);
  const removed = Object.keys(changes).filter((name) => changes[name] === null && name in app.config);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete app.config[name];
    else app.config[name] = value;
  }
  app.updatedAt = isoSeconds(ctx.clock);
  const tell = (verb: string, action: string, keys: string[]): void => {
    if (keys.length === 0) return;
    recordChange(ctx, { app, actor, audit: { type: "config_change", action, data: { config_vars: keys } } });
    cutRelease(ctx, app, actor, `${verb} ${keys.join(", ")} config vars`);
  };
  tell("Set", "set", set);
  tell("Remove", "remove", removed);
}

const patchBody = z.record(z.string(), z.string().nullable());

/** An app's config vars. A partner's token does not open them. */
export function addConfigVarRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/apps/:app/config-vars", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    res.json(getVisibleApp(ctx, principal, param(req, "app")).config);
  });
  router.patch("/apps/:app/config-vars", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const body = patchBody.safeParse(req.body);
    if (!body.success) throw invalid("Config vars must be strings or null.");
    setConfigVars(ctx, app, principal.user, body.data);
    res.json(app.config);
  });
}
