import { Router } from "express";
import type { SandboxContext } from "../context.ts";
import { localOnly } from "../control/local-only.ts";
import { ssoForm } from "../partner/sso.ts";
import { ensureUser } from "../platform/account.ts";
import { getApp, getResource, ownerOf, param } from "../platform/find.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { indexPage } from "./index-page.ts";
import { styleSheet } from "./layout.ts";
import { ssoPage, submitScript } from "./sso-page.ts";

/** The pages for people: what is on this Heroku, and the way into an add-on's dashboard. */
export function pagesRouter(ctx: SandboxContext): Router {
  const router = Router();
  router.get("/", localOnly, (_req, res) => {
    res.set("Content-Security-Policy", contentSecurityPolicy).type("html").send(indexPage(ctx));
  });
  router.get("/sso/:app/:resource", localOnly, (req, res) => {
    const resource = getResource(ctx, param(req, "resource"));
    const app = getApp(ctx, param(req, "app"));
    const { user: email } = req.query;
    const user = typeof email === "string" ? ensureUser(ctx, email) : ownerOf(ctx, app);
    const form = ssoForm(ctx, resource, app, user, ctx.clock.now());
    res.set("Content-Security-Policy", contentSecurityPolicy).set("Cache-Control", "no-store");
    res.type("html").send(ssoPage(ctx.manifest.humanName, app.name, form));
  });
  router.get("/assets/sandbox.css", (_req, res) => {
    res.type("css").send(styleSheet);
  });
  router.get("/assets/submit.js", (_req, res) => {
    res.type("js").send(submitScript);
  });
  return router;
}
