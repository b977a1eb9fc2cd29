import type { Router } from "express";
import type { SandboxContext } from "../context.ts";
import { ssoForm } from "../partner/sso.ts";
import { principalOf } from "./authenticate.ts";
import { getAppResource, getVisibleApp, param, refusePartner } from "./find.ts";

/** The single sign-on request as data. Source: heroku/cli `src/commands/addons/open.ts` */
export function addSsoRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/apps/:app/addons/:addon/sso", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const resource = getAppResource(ctx, principal, app, param(req, "addon"));
    const { action, fields } = ssoForm(ctx, resource, app, principal.user, ctx.clock.now());
    res.json({ action, method: "post", params: fields });
  });
}
