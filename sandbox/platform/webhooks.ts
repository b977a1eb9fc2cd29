import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { forbidden, invalid, notFound } from "../http/heroku-error.ts";
import { newSecret, newUuid } from "../ids.ts";
import type { WebhookDeliveryRow, WebhookEventRow, WebhookRow } from "../rows/webhook.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleResource, param, refuseUser } from "./find.ts";

const createBody = z.object({
  include: z.array(z.string()).min(1),
  level: z.enum(["notify", "sync"]),
  url: z.url(),
  secret: z.string().nullish(),
  authorization: z.string().nullish(),
});

/**
 * Webhooks of an add-on, partner-only. A secret Heroku made is shown once, in `Heroku-Webhook-Secret`.
 * Source: Dev Center "Using Webhooks as an Add-on Partner"; heroku/webhooks-docs README
 */
export function addWebhookRoutes(router: Router, ctx: SandboxContext): void {
  router.use("/addons/:addon/webhooks", (_req, res, next) => {
    refuseUser(principalOf(res));
    next();
  });
  router.get("/addons/:addon/webhooks", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const rows = ctx.state.webhooks.filter((row) => row.resourceId === resource.id);
    answerList(
      req,
      res,
      rows.map((row) => webhookJson(ctx, row)),
    );
  });
  router.post("/addons/:addon/webhooks", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const body = createBody.safeParse(req.body);
    if (!body.success) throw invalid("include, level and url are required.");
    checkIncludes(ctx, body.data.include);
    const { secret, authorization, ...rest } = body.data;
    const now = isoSeconds(ctx.clock);
    const webhook: WebhookRow = {
      ...rest,
      id: newUuid(),
      resourceId: resource.id,
      secret: secret ?? newSecret(),
      authorization: authorization ?? null,
      createdAt: now,
      updatedAt: now,
    };
    ctx.state.webhooks.push(webhook);
    ctx.save();
    if (!secret) res.set("Heroku-Webhook-Secret", webhook.secret);
    res.status(201).json(webhookJson(ctx, webhook));
  });
  router.get("/addons/:addon/webhooks/:webhook", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    res.json(webhookJson(ctx, getWebhook(ctx, resource.id, param(req, "webhook"))));
  });
  router.patch("/addons/:addon/webhooks/:webhook", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const webhook = getWebhook(ctx, resource.id, param(req, "webhook"));
    const body = createBody.partial().safeParse(req.body);
    if (!body.success) throw invalid("Invalid webhook attributes.");
    checkIncludes(ctx, body.data.include ?? []);
    const { include, level, url, secret, authorization } = body.data;
    webhook.include = include ?? webhook.include;
    webhook.level = level ?? webhook.level;
    webhook.url = url ?? webhook.url;
    webhook.secret = secret ?? webhook.secret;
    if (authorization !== undefined) webhook.authorization = authorization;
    webhook.updatedAt = isoSeconds(ctx.clock);
    ctx.save();
    res.json(webhookJson(ctx, webhook));
  });
  router.delete("/addons/:addon/webhooks/:webhook", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const webhook = getWebhook(ctx, resource.id, param(req, "webhook"));
    ctx.state.webhooks = ctx.state.webhooks.filter((row) => row !== webhook);
    ctx.save();
    res.json(webhookJson(ctx, webhook));
  });
  addHistoryRoutes(router, ctx);
}

/** What was sent and what became of it. */
function addHistoryRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/addons/:addon/webhook-deliveries", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const rows = ctx.state.webhookDeliveries.filter((row) => row.resourceId === resource.id);
    answerList(req, res, rows.map(deliveryJson), ["id", "created_at"]);
  });
  router.get("/addons/:addon/webhook-deliveries/:delivery", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const id = param(req, "delivery");
    const row = ctx.state.webhookDeliveries.find((each) => each.resourceId === resource.id && each.id === id);
    if (!row) throw notFound("webhook delivery");
    res.json(deliveryJson(row));
  });
  router.get("/addons/:addon/webhook-events", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const rows = ctx.state.webhookEvents.filter((row) => row.resourceId === resource.id);
    answerList(req, res, rows.map(eventJson), ["id", "created_at"]);
  });
  router.get("/addons/:addon/webhook-events/:event", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const id = param(req, "event");
    const row = ctx.state.webhookEvents.find((each) => each.resourceId === resource.id && each.id === id);
    if (!row) throw notFound("webhook event");
    res.json(eventJson(row));
  });
}

function getWebhook(ctx: SandboxContext, resourceId: string, id: string): WebhookRow {
  const webhook = ctx.state.webhooks.find((row) => row.resourceId === resourceId && row.id === id);
  if (!webhook) throw notFound("webhook");
  return webhook;
}

function checkIncludes(ctx: SandboxContext, include: string[]): void {
  const refused = include.filter((word) => !ctx.settings.partnerIncludes.includes(word));
  if (refused.length > 0) throw forbidden(`You do not have access to the includes: ${refused.join(", ")}`);
}

function webhookJson(ctx: SandboxContext, row: WebhookRow): Record<string, unknown> {
  const resource = ctx.state.resources.find((each) => each.id === row.resourceId);
  return {
    addon: { id: row.resourceId, name: resource?.name ?? "" },
    created_at: row.createdAt,
    id: row.id,
    include: row.include,
    level: row.level,
    updated_at: row.updatedAt,
    url: row.url,
  };
}

function deliveryJson(row: WebhookDeliveryRow): Record<string, unknown> {
  return {
    created_at: row.createdAt,
    event: { id: row.eventId, include: row.include },
    id: row.id,
    last_attempt: row.lastAttempt,
    next_attempt_at: row.nextAttemptAt,
    num_attempts: row.numAttempts,
    status: row.status,
    updated_at: row.updatedAt,
    webhook: { id: row.webhookId },
  };
}

function eventJson(row: WebhookEventRow): Record<string, unknown> {
  const { id, include, payload, createdAt, updatedAt } = row;
  return { created_at: createdAt, id, include, payload, updated_at: updatedAt };
}
