import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { forbidden, invalid, notFound } from "../http/heroku-error.ts";
import { newDrainToken, newUuid } from "../ids.ts";
import type { DrainRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, getVisibleResource, param, refusePartner, refuseUser } from "./find.ts";
import { drainJson } from "./serialize.ts";

/** Source: Dev Center "Log Drains" (2014 copy) */
const drainsPerAppMax = 5;
const urlBody = z.object({ url: z.string() });

/**
 * A drain a customer adds by hand.
 *
 * @throws HerokuError 422 for a URL Logplex cannot post to, or a sixth drain
 */
export function addCustomerDrain(ctx: SandboxContext, app: AppRow, url: string): DrainRow {
  checkDrainUrl(url);
  const own = ctx.state.drains.filter((row) => row.appId === app.id && row.resourceId === null);
  if (own.length >= drainsPerAppMax) throw invalid(`You have reached the limit of ${drainsPerAppMax} log drains.`);
  if (own.some((row) => row.url === url)) throw invalid("Url has already been taken");
  const drain = newDrain(ctx, app.id, null, url);
  ctx.state.drains.push(drain);
  ctx.save();
  return drain;
}

export function newDrain(ctx: SandboxContext, appId: string, resourceId: string | null, url: string | null): DrainRow {
  const now = isoSeconds(ctx.clock);
  return { id: newUuid(), token: newDrainToken(), url, appId, resourceId, createdAt: now, updatedAt: now };
}

export function removeDrains(ctx: SandboxContext, fits: (drain: DrainRow) => boolean): void {
  for (const drain of ctx.state.drains.filter(fits)) ctx.logplex.removeDrain(drain.token);
  ctx.state.drains = ctx.state.drains.filter((drain) => !fits(drain));
  ctx.save();
}

/** All drains of a resource share one URL, so a change reaches every attachment. */
export function setDrainUrl(ctx: SandboxContext, resourceId: string, url: string): void {
  for (const drain of ctx.state.drains.filter((row) => row.resourceId === resourceId)) {
    drain.url = url;
    drain.updatedAt = isoSeconds(ctx.clock);
  }
  const resource = ctx.state.resources.find((row) => row.id === resourceId);
  if (resource) resource.logDrainUrl = url;
  ctx.save();
}

export function addLogDrainRoutes(router: Router, ctx: SandboxContext): void {
  const matches = (word: string) => (row: DrainRow) => row.id === word || row.token === word || row.url === word;

  router.get("/addons/:addon/log-drains", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const rows = ctx.state.drains.filter((row) => row.resourceId === resource.id);
    answerList(
      req,
      res,
      rows.map((row) => drainJson(ctx, row)),
      ["id"],
    );
  });
  router.put("/addons/:addon/log-drains/:drain", (req, res) => {
    refuseUser(principalOf(res));
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const drain = ctx.state.drains.filter((row) => row.resourceId === resource.id).find(matches(param(req, "drain")));
    if (!drain) throw notFound("log drain");
    setDrainUrl(ctx, resource.id, bodyUrl(req.body));
    res.json(drainJson(ctx, drain));
  });
  router.get("/apps/:app/log-drains", (req, res) => {
    const principal = principalOf(res);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const rows = ctx.state.drains.filter(
      (row) => row.appId === app.id && (principal.kind === "user" || row.resourceId === principal.resource.id),
    );
    answerList(
      req,
      res,
      rows.map((row) => drainJson(ctx, row)),
      ["id"],
    );
  });
  router.get("/apps/:app/log-drains/:drain", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const drain = ctx.state.drains.filter((row) => row.appId === app.id).find(matches(param(req, "drain")));
    if (!drain) throw notFound("log drain");
    res.json(drainJson(ctx, drain));
  });
  router.post("/apps/:app/log-drains", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    res.status(201).json(drainJson(ctx, addCustomerDrain(ctx, app, bodyUrl(req.body))));
  });
  router.delete("/apps/:app/log-drains/:drain", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const drain = ctx.state.drains.filter((row) => row.appId === app.id).find(matches(param(req, "drain")));
    if (!drain) throw notFound("log drain");
    if (drain.resourceId) throw forbidden("Log drains owned by an add-on can only be removed by removing the add-on.");
    removeDrains(ctx, (row) => row === drain);
    res.json(drainJson(ctx, drain));
  });
}

function bodyUrl(body: unknown): string {
  const read = urlBody.safeParse(body);
  if (!read.success) throw invalid("url is required.");
  checkDrainUrl(read.data.url);
  return read.data.url;
}

/** Source of the pattern: heroku/kensa `check.rb`; plain http is the sandbox's own, for services without TLS. */
export function isDrainUrl(url: string): boolean {
  return /^https?:\/\/\S+$/.test(url) && URL.canParse(url);
}

function checkDrainUrl(url: string): void {
  if (!isDrainUrl(url)) throw invalid("Url is invalid");
}
