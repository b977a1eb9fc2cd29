import { Router } from "express";
import { z } from "zod";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { addObjectControls } from "../http/object-storage.ts";
import { expireAccessTokens, resetClientSecret } from "../id/token.ts";
import { newSecret } from "../ids.ts";
import { overridePartner } from "../manifest.ts";
import { attachResource, detachResource } from "../partner/attach.ts";
import { changePlan } from "../partner/change-plan.ts";
import { deprovisionResource, repeatDeprovision } from "../partner/deprovision.ts";
import { provisionResource, repeatProvision } from "../partner/provision.ts";
import { ssoForm } from "../partner/sso.ts";
import { ensureUser } from "../platform/account.ts";
import { createApp } from "../platform/apps.ts";
import { defaultOwner } from "../platform/default-owner.ts";
import { getApp, getResource, ownerOf } from "../platform/find.ts";
import { addonJson, appJson, attachmentJson, drainJson } from "../platform/serialize.ts";
import { addAuditControls } from "./audit-controls.ts";
import { ensureApp, ensureDemo } from "./demo.ts";
import { localOnly } from "./local-only.ts";
import { addLogplexControls } from "./logplex-controls.ts";
import { read } from "./read.ts";

/**
 * `/sandbox/*`: what a person at Heroku, or Heroku's own machinery, would do. JSON in and out, this machine only.
 * The README lists every one.
 */
export function controlRouter(ctx: SandboxContext): Router {
  const router = Router();
  router.use(localOnly);
  router.get("/status", (_req, res) => {
    res.json({
      url: ctx.url(),
      partner: { id: ctx.manifest.id, base_url: ctx.manifest.baseUrl, sso_url: ctx.manifest.ssoUrl },
      apps: ctx.state.apps.map((app) => ({ id: app.id, name: app.name, lines_per_second: ctx.traffic.rateOf(app.id) })),
      addons: ctx.state.resources.map(({ id, name, plan, state, appId }) => ({ id, name, plan, state, app: appId })),
    });
  });
  router.post("/demo", async (req, res) => {
    const { lines_per_second } = read(req, z.object({ lines_per_second: z.coerce.number().min(0).optional() }));
    res.json(await ensureDemo(ctx, lines_per_second));
  });
  addPartnerControls(router, ctx);
  addLogplexControls(router, ctx);
  addAuditControls(router, ctx);
  addFaultControls(router, ctx);
  addObjectControls(router, ctx);
  return router;
}

const appWord = { app: z.string().min(1) };
const userWord = { user: z.string().optional() };
const resourceWord = { resource: z.string().min(1) };

/** Acting as a user of Heroku. */
function addPartnerControls(router: Router, ctx: SandboxContext): void {
  router.post("/users", (req, res) => {
    const user = ensureUser(ctx, read(req, z.object({ email: z.string() })).email);
    res.json({ id: user.id, email: user.email, api_key: user.apiKey });
  });
  router.post("/apps", (req, res) => {
    const { app, owner } = read(req, z.object({ ...appWord, owner: z.string().optional() }));
    res.json(appJson(ctx, createApp(ctx, app, ensureUser(ctx, owner ?? defaultOwner))));
  });
  router.post("/provision", async (req, res) => {
    const schema = z.object({
      ...appWord,
      plan: z.string().default("test"),
      options: z.record(z.string(), z.string()).default({}),
    });
    const { app: name, plan, options } = read(req, schema);
    const app = ensureApp(ctx, name, defaultOwner);
    const wish = { app, plan, options, actor: ownerOf(ctx, app), attachmentName: null, name: null };
    const { resource, answer } = await provisionResource(ctx, wish);
    res.json({ addon: addonJson(ctx, resource), partner: answer });
  });
  router.post("/provision/repeat", async (req, res) => {
    const body = read(req, z.object({ ...resourceWord, new_grant: z.boolean().default(false) }));
    const resource = findAny(ctx, body.resource);
    res.json({ partner: await repeatProvision(ctx, resource, body.new_grant) });
  });
  router.post("/attach", (req, res) => {
    const body = read(req, z.object({ ...appWord, ...resourceWord, name: z.string().optional() }));
    const app = ensureApp(ctx, body.app, defaultOwner);
    const made = attachResource(ctx, getResource(ctx, body.resource), app, ownerOf(ctx, app), body.name ?? null);
    res.json({
      attachment: attachmentJson(ctx, made.attachment),
      log_drain: made.drain ? drainJson(ctx, made.drain) : null,
    });
  });
  router.post("/detach", (req, res) => {
    const { attachment: id } = read(req, z.object({ attachment: z.string() }));
    const attachment = ctx.state.attachments.find((row) => row.id === id);
    if (!attachment) throw invalid(`no attachment ${id}`);
    const json = attachmentJson(ctx, attachment);
    detachResource(ctx, attachment, ownerOf(ctx, getApp(ctx, attachment.appId)));
    res.json({ attachment: json });
  });
  router.post("/plan", async (req, res) => {
    const body = read(req, z.object({ ...resourceWord, plan: z.string() }));
    const resource = getResource(ctx, body.resource);
    const answer = await changePlan(ctx, resource, body.plan, ownerOf(ctx, getApp(ctx, resource.appId)));
    const json = { addon: addonJson(ctx, resource), partner: answer };
    res.format({ json: () => res.json(json), html: () => res.redirect(303, "/") });
  });
  router.post("/deprovision", async (req, res) => {
    const body = read(req, z.object({ ...resourceWord, repeat: z.boolean().default(false) }));
    const resource = findAny(ctx, body.resource);
    const isRepeat = body.repeat || resource.state === "deprovisioned";
    const answer = isRepeat
      ? await repeatDeprovision(ctx, resource)
      : await deprovisionResource(ctx, resource, ownerOf(ctx, getApp(ctx, resource.appId)));
    res.json({ addon: { id: resource.id, state: resource.state }, partner: answer });
  });
  router.get("/sso", (req, res) => {
    const query = z.object({ ...resourceWord, app: z.string().optional(), ...userWord }).parse(req.query);
    const resource = getResource(ctx, query.resource);
    const app = getApp(ctx, query.app ?? resource.appId);
    const user = query.user ? ensureUser(ctx, query.user) : ownerOf(ctx, app);
    res.json({
      ...ssoForm(ctx, resource, app, user, ctx.clock.now()),
      page: `${ctx.url()}/sso/${app.id}/${resource.id}`,
    });
  });
}

const misdeed = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answer"),
    route: z.string(),
    status: z.number().int(),
    times: z.number().int().min(1).default(1),
  }),
  z.object({
    kind: z.literal("slow"),
    route: z.string(),
    delayMs: z.number(),
    times: z.number().int().min(1).default(1),
  }),
  z.object({ kind: z.literal("cut"), route: z.string(), times: z.number().int().min(1).default(1) }),
  z.object({ kind: z.literal("cut-body"), route: z.string(), times: z.number().int().min(1).default(1) }),
  z.object({
    kind: z.literal("audit-events"),
    fault: z.enum(["duplicates", "out-of-order"]),
    times: z.number().int().min(1).default(1),
  }),
  z.object({
    kind: z.literal("late-audit-events"),
    delayMs: z.number(),
    times: z.number().int().min(1).default(1),
  }),
  z.object({
    kind: z.literal("archive"),
    account: z.string().optional(),
    month: z.string().regex(/^\d{4}-\d{2}$/),
    fault: z.enum(["wrong-checksum", "truncated", "lacks-events", "adds-events"]),
    times: z.number().int().min(1).default(1),
  }),
  z.object({ kind: z.literal("late-events"), delayMs: z.number(), times: z.number().int().min(1).default(1) }),
]);

/** Things going wrong at Heroku, and what was called. */
function addFaultControls(router: Router, ctx: SandboxContext): void {
  router.post("/misbehave", (req, res) => {
    ctx.misbehaviour.order(read(req, misdeed));
    res.json({ pending: ctx.misbehaviour.pending() });
  });
  router.delete("/misbehave", (_req, res) => {
    ctx.misbehaviour.clear();
    res.json({ pending: [] });
  });
  router.post("/rate-limit", (req, res) => {
    const { account, remaining } = read(req, z.object({ account: z.string(), remaining: z.number() }));
    ctx.rateLimits.set(account, remaining);
    res.json({ remaining: ctx.rateLimits.remaining(account) });
  });
  router.post("/client-secret/reset", (req, res) => {
    const { client_secret } = read(req, z.object({ client_secret: z.string().optional() }));
    resetClientSecret(ctx, client_secret ?? newSecret());
    res.json({ client_secret: ctx.state.clientSecret });
  });
  router.post("/tokens/expire", (req, res) => {
    expireAccessTokens(ctx, read(req, z.object({ resource: z.string().optional() })).resource);
    res.json({});
  });
  router.put("/partner", (req, res) => {
    const body = read(
      req,
      z.object({ base_url: z.url().optional(), password: z.string().optional(), sso_salt: z.string().optional() }),
    );
    overridePartner(ctx.manifest, { baseUrl: body.base_url, password: body.password, ssoSalt: body.sso_salt });
    res.json({ base_url: ctx.manifest.baseUrl, sso_url: ctx.manifest.ssoUrl });
  });
  router.get("/requests", (req, res) => {
    const { path = "", method, direction } = req.query as Record<string, string | undefined>;
    const wanted = direction === "out" ? "out" : "in";
    res.json(ctx.requests.find(method ?? null, path, wanted));
  });
}

/** Tombstones too: calls about them can be repeated. */
function findAny(ctx: SandboxContext, word: string) {
  const resource = ctx.state.resources.find((row) => row.id === word || row.name === word);
  return resource ?? getResource(ctx, word);
}
