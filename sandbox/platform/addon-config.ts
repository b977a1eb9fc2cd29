import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { HerokuError, invalid } from "../http/heroku-error.ts";
import { applyConfig } from "../partner/apply-config.ts";
import { removeResource } from "../partner/deprovision.ts";
import { finishProvisioning } from "../partner/provision.ts";
import type { ResourceRow } from "../rows/addon.ts";
import { actorOf, principalOf } from "./authenticate.ts";
import { getVisibleResource, param, refuseUser } from "./find.ts";
import { addonJson } from "./serialize.ts";

const patchBody = z.object({ config: z.array(z.object({ name: z.string(), value: z.string().nullable() })) });

/** What only the partner may call: an add-on's config, and the end of asynchronous provisioning and removal. */
export function addAddonConfigRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/addons/:addon/config", (req, res) => {
    refuseUser(principalOf(res));
    res.json(configJson(getVisibleResource(ctx, principalOf(res), param(req, "addon"))));
  });
  router.patch("/addons/:addon/config", (req, res) => {
    const principal = principalOf(res);
    refuseUser(principal);
    const resource = getVisibleResource(ctx, principal, param(req, "addon"));
    const body = patchBody.safeParse(req.body);
    if (!body.success) throw invalid("config must be a list of names and values.");
    const config = { ...resource.config };
    for (const { name, value } of body.data.config) {
      if (value === null) delete config[name];
      else config[name] = value;
    }
    // While provisioning, config changes restart nothing: the vars reach the apps when provisioning ends.
    if (resource.state === "provisioning") resource.config = config;
    else applyConfig(ctx, resource, config, actorOf(ctx, principal));
    resource.updatedAt = isoSeconds(ctx.clock);
    ctx.save();
    res.json(configJson(resource));
  });
  router.post("/addons/:addon/actions/provision", (req, res) => {
    const principal = principalOf(res);
    refuseUser(principal);
    const resource = getVisibleResource(ctx, principal, param(req, "addon"));
    if (resource.state !== "provisioning")
      throw new HerokuError(422, "invalid_params", "Add-on is not being provisioned.");
    finishProvisioning(ctx, resource);
    res.json(addonJson(ctx, resource));
  });
  router.post("/addons/:addon/actions/deprovision", (req, res) => {
    const principal = principalOf(res);
    refuseUser(principal);
    const resource = getVisibleResource(ctx, principal, param(req, "addon"));
    if (resource.state === "provisioned")
      throw new HerokuError(422, "invalid_params", "Add-on is not being deprovisioned.");
    removeResource(ctx, resource, actorOf(ctx, principal));
    res.json(addonJson(ctx, resource));
  });
}

function configJson(resource: ResourceRow): { name: string; value: string }[] {
  return Object.entries(resource.config).map(([name, value]) => ({ name, value }));
}
