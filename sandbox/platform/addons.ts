import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid, notFound } from "../http/heroku-error.ts";
import { changePlan } from "../partner/change-plan.ts";
import { deprovisionResource } from "../partner/deprovision.ts";
import { provisionResource } from "../partner/provision.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import {
  getApp,
  getAppResource,
  getVisibleApp,
  getVisibleResource,
  matchResources,
  param,
  refusePartner,
  visibleResources,
} from "./find.ts";
import { addonJson, expansionsOf } from "./serialize.ts";

const createBody = z.object({
  plan: z.union([z.string(), z.object({ name: z.string() }), z.object({ id: z.string() })]),
  attachment: z.object({ name: z.string().nullish() }).nullish(),
  config: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).nullish(),
  name: z.string().nullish(),
});
const patchBody = z.object({
  plan: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  name: z.string().optional(),
});
const resolveBody = z.object({
  addon: z.string(),
  app: z.string().nullish(),
  addon_service: z.string().nullish(),
});

/** Add-ons: list, info, create, plan change, removal and the CLI's resolver. */
export function addAddonRoutes(router: Router, ctx: SandboxContext): void {
  router.get(["/addons", "/users/:user/addons"], (req, res) => {
    const rows = visibleResources(ctx, principalOf(res));
    answerList(
      req,
      res,
      rows.map((row) => addonJson(ctx, row, expansionsOf(req))),
      ["id", "name"],
    );
  });
  router.get("/addons/:addon", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    res.json(addonJson(ctx, resource, expansionsOf(req)));
  });
  router.get("/apps/:app/addons", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    // Attached add-ons of other apps are in the list too: the CLI shows them as billed elsewhere.
    const attached = ctx.state.attachments.filter((row) => row.appId === app.id).map((row) => row.resourceId);
    const rows = visibleResources(ctx, principalOf(res)).filter((row) => attached.includes(row.id));
    answerList(
      req,
      res,
      rows.map((row) => addonJson(ctx, row, expansionsOf(req))),
      ["id", "name"],
    );
  });
  router.get("/apps/:app/addons/:addon", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const resource = getAppResource(ctx, principalOf(res), app, param(req, "addon"));
    res.json(addonJson(ctx, resource, expansionsOf(req)));
  });
  addAddonChangeRoutes(router, ctx);
  router.post("/actions/addons/resolve", (req, res) => {
    const body = resolveBody.safeParse(req.body);
    if (!body.success) throw invalid("addon is required.");
    const { addon, app, addon_service } = body.data;
    const principal = principalOf(res);
    const found = matchResources(
      ctx,
      visibleResources(ctx, principal),
      addon,
      app ? getVisibleApp(ctx, principal, app) : null,
    ).filter(() => !addon_service || addon_service === ctx.manifest.id);
    if (found.length === 0) throw notFound("add-on");
    res.json(found.map((row) => addonJson(ctx, row, expansionsOf(req))));
  });
}

function addAddonChangeRoutes(router: Router, ctx: SandboxContext): void {
  router.post("/apps/:app/addons", async (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const body = createBody.safeParse(req.body);
    if (!body.success) throw invalid("plan is required.");
    const { attachment, config, name } = body.data;
    const { resource } = await provisionResource(ctx, {
      app,
      plan: planWord(body.data.plan),
      options: optionStrings(config ?? {}),
      actor: principal.user,
      attachmentName: attachment?.name ?? null,
      name: name ?? null,
    });
    res.status(201).json(addonJson(ctx, resource, expansionsOf(req)));
  });
  router.patch("/apps/:app/addons/:addon", async (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const resource = getAppResource(ctx, principal, app, param(req, "addon"));
    const body = patchBody.safeParse(req.body);
    if (!body.success) throw invalid("Invalid add-on attributes.");
    if (body.data.name) {
      resource.name = body.data.name;
      resource.updatedAt = isoSeconds(ctx.clock);
      ctx.save();
    }
    if (body.data.plan) await changePlan(ctx, resource, planWord(body.data.plan), principal.user);
    res.json(addonJson(ctx, resource, expansionsOf(req)));
  });
  router.delete("/apps/:app/addons/:addon", async (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const resource = getAppResource(ctx, principal, app, param(req, "addon"));
    if (resource.appId !== app.id) throw invalid(`${resource.name} is owned by ${getApp(ctx, resource.appId).name}.`);
    const json = addonJson(ctx, resource, expansionsOf(req));
    await deprovisionResource(ctx, resource, principal.user);
    res.json({ ...json, state: resource.state });
  });
}

function planWord(plan: z.infer<typeof createBody>["plan"]): string {
  if (typeof plan === "string") return plan;
  return "name" in plan ? plan.name : plan.id;
}

/** A bare `--flag` of `addons:create` reaches the partner as the string `"true"`. */
function optionStrings(config: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
}
