import { randomInt } from "node:crypto";
import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import { deprovisionResource } from "../partner/deprovision.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow } from "../rows/app.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, liveResources, param, refusePartner, visibleApps } from "./find.ts";
import { cutRelease } from "./releases.ts";
import { appJson } from "./serialize.ts";

const appName = /^[a-z][a-z0-9-]{1,28}[a-z0-9]$/;

/** @throws HerokuError 422 for a name Heroku would not take, or that is taken */
export function createApp(ctx: SandboxContext, name: string, owner: UserRow, teamId: string | null = null): AppRow {
  checkName(ctx, name);
  const now = isoSeconds(ctx.clock);
  const id = newUuid();
  const app: AppRow = {
    id,
    numericId: randomInt(40_000_000, 49_999_999),
    name,
    ownerId: owner.id,
    teamId,
    maintenance: false,
    config: {},
    host: `${name}-${id.slice(0, 6)}.example.net`,
    releasedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  ctx.state.apps.push(app);
  recordChange(ctx, { app, actor: owner, audit: { type: "app", action: "create", data: { name } } });
  cutRelease(ctx, app, owner, "Initial release");
  return app;
}

export function updateApp(
  ctx: SandboxContext,
  app: AppRow,
  actor: UserRow,
  changes: { name?: string | undefined; maintenance?: boolean | undefined },
): void {
  const before = appJson(ctx, app);
  if (changes.name !== undefined && changes.name !== app.name) checkName(ctx, changes.name);
  app.name = changes.name ?? app.name;
  app.maintenance = changes.maintenance ?? app.maintenance;
  app.updatedAt = isoSeconds(ctx.clock);
  const data = appJson(ctx, app);
  const changed = Object.keys(data).filter((key) => JSON.stringify(data[key]) !== JSON.stringify(before[key]));
  const previousData = Object.fromEntries(changed.map((key) => [key, before[key]]));
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "app", action: "update", data: changes },
    webhook: { resource: "app", action: "update", data, previousData },
  });
}

/** Takes its add-ons with it, as Heroku does. */
export async function destroyApp(ctx: SandboxContext, app: AppRow, actor: UserRow): Promise<void> {
  for (const resource of liveResources(ctx).filter((row) => row.appId === app.id)) {
    await deprovisionResource(ctx, resource, actor);
  }
  ctx.traffic.stop(app.id);
  const { state } = ctx;
  recordChange(ctx, {
    app,
    actor,
    audit: { type: "app", action: "destroy", data: { name: app.name } },
    webhook: { resource: "app", action: "destroy", data: appJson(ctx, app) },
  });
  for (const drain of state.drains.filter((row) => row.appId === app.id)) ctx.logplex.removeDrain(drain.token);
  state.drains = state.drains.filter((row) => row.appId !== app.id);
  state.attachments = state.attachments.filter((row) => row.appId !== app.id);
  state.apps = state.apps.filter((row) => row !== app);
  ctx.save();
}

const createBody = z.object({ name: z.string().optional() });
const patchBody = z.object({ name: z.string().optional(), maintenance: z.boolean().optional() });

export function addAppRoutes(router: Router, ctx: SandboxContext): void {
  router.get(["/apps", "/users/:user/apps"], (_req, res) => {
    const rows = visibleApps(ctx, principalOf(res)).map((app) => appJson(ctx, app));
    answerList(_req, res, rows, ["id", "name", "updated_at"]);
  });
  router.post("/apps", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const body = createBody.safeParse(req.body ?? {});
    const name = body.data?.name ?? `quay-${newUuid().slice(0, 8)}`;
    res.status(201).json(appJson(ctx, createApp(ctx, name, principal.user)));
  });
  router.get("/apps/:app", (req, res) => {
    res.json(appJson(ctx, getVisibleApp(ctx, principalOf(res), param(req, "app"))));
  });
  router.patch("/apps/:app", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const body = patchBody.safeParse(req.body);
    if (!body.success) throw invalid("Invalid app attributes.");
    updateApp(ctx, app, principal.user, body.data);
    res.json(appJson(ctx, app));
  });
  router.delete("/apps/:app", async (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const json = appJson(ctx, app);
    await destroyApp(ctx, app, principal.user);
    res.json(json);
  });
}

function checkName(ctx: SandboxContext, name: string): void {
  if (!appName.test(name)) {
    throw invalid(
      "Name must start with a letter, end with a letter or digit and can only contain lowercase letters, digits, and dashes.",
    );
  }
  if (ctx.state.apps.some((app) => app.name === name)) throw invalid(`Name ${name} is already taken`);
}
