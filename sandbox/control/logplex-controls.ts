import type { Router } from "express";
import { z } from "zod";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { formatTime } from "../logplex/message.ts";
import { ensureUser } from "../platform/account.ts";
import { getApp, ownerOf } from "../platform/find.ts";
import { addCustomerDrain } from "../platform/log-drains.ts";
import { drainJson } from "../platform/serialize.ts";
import { addPastReleases, sendHistory } from "../traffic/history.ts";
import { isNoiseKind, noises } from "../traffic/noise.ts";
import { read } from "./read.ts";

const message = z.object({
  priority: z.number().int().default(190),
  time: z.string().optional(),
  source: z.string().default("app"),
  process: z.string().default("web.1"),
  text: z.string(),
});

/** Lines of an app, made to order. */
export function addLogplexControls(router: Router, ctx: SandboxContext): void {
  router.post("/messages", (req, res) => {
    const body = read(req, z.object({ app: z.string(), messages: z.array(message).min(1) }));
    const now = formatTime(ctx.clock.now(), 0);
    const messages = body.messages.map((each) => ({ ...each, time: each.time ?? now }));
    ctx.logplex.write(getApp(ctx, body.app).id, messages);
    res.json({ accepted: messages.length });
  });
  router.post("/traffic", (req, res) => {
    const schema = z.object({
      app: z.string(),
      lines_per_second: z.coerce.number().min(0).max(50_000),
      incident_every_seconds: z.coerce.number().min(1).nullish(),
    });
    const body = read(req, schema);
    const app = getApp(ctx, body.app);
    const everySeconds = body.incident_every_seconds ?? null;
    if (body.lines_per_second === 0) ctx.traffic.stop(app.id);
    else {
      const incidentEveryMs = everySeconds === null ? null : everySeconds * 1000;
      ctx.traffic.start(app, { linesPerSecond: body.lines_per_second, incidentEveryMs });
    }
    res.format({
      json: () => res.json({ app: app.name, lines_per_second: ctx.traffic.rateOf(app.id) }),
      html: () => res.redirect(303, "/"),
    });
  });
  router.post("/history", async (req, res) => {
    const schema = z.object({
      app: z.string(),
      lines: z.number().int().max(100_000).default(2_000),
      minutes: z.number().default(60),
    });
    const body = read(req, schema);
    const app = getApp(ctx, body.app);
    res.json({ sent: await sendHistory(ctx, app, body.lines, addPastReleases(ctx, app, body.minutes)) });
  });
  router.post("/noise", (req, res) => {
    const body = read(req, z.object({ app: z.string(), kind: z.string(), user: z.string().optional() }));
    if (!isNoiseKind(body.kind)) throw invalid(`kind must be one of ${Object.keys(noises).join(", ")}`);
    const app = getApp(ctx, body.app);
    ctx.traffic.makeNoise(app, body.user ? ensureUser(ctx, body.user) : ownerOf(ctx, app), body.kind);
    res.format({ json: () => res.json({ app: app.name, kind: body.kind }), html: () => res.redirect(303, "/") });
  });
  router.post("/drains", (req, res) => {
    const body = read(req, z.object({ app: z.string(), url: z.string() }));
    res.json(drainJson(ctx, addCustomerDrain(ctx, getApp(ctx, body.app), body.url)));
  });
  router.post("/flush", async (_req, res) => {
    await ctx.logplex.flush();
    res.json({});
  });
  router.post("/lose-acks", (req, res) => {
    const { token, times } = read(req, z.object({ token: z.string(), times: z.number().int().min(0) }));
    ctx.logplex.loseAcks(token, times);
    res.json({});
  });
  router.get("/drain-stats", (_req, res) => {
    res.json(ctx.logplex.stats());
  });
}
