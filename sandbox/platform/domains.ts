import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid, notFound } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow, DomainRow } from "../rows/app.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, param, refusePartner } from "./find.ts";
import { appRef } from "./serialize.ts";

const createBody = z.object({ hostname: z.string().min(1) });

export function addDomain(ctx: SandboxContext, app: AppRow, actor: UserRow, hostname: string): DomainRow {
  if (ctx.state.domains.some((row) => row.hostname === hostname)) throw invalid(`${hostname} is already taken.`);
  const now = isoSeconds(ctx.clock);
  const row: DomainRow = { id: newUuid(), appId: app.id, hostname, kind: "custom", createdAt: now, updatedAt: now };
  ctx.state.domains.push(row);
  tell(ctx, app, actor, row, "create");
  return row;
}

export function addDomainRoutes(router: Router, ctx: SandboxContext): void {
  const find = (app: AppRow, word: string): DomainRow => {
    const row = ctx.state.domains.find((each) => each.appId === app.id && (each.id === word || each.hostname === word));
    if (!row) throw notFound("domain");
    return row;
  };
  router.get("/apps/:app/domains", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const rows = ctx.state.domains.filter((row) => row.appId === app.id);
    answerList(
      req,
      res,
      rows.map((row) => domainJson(ctx, row)),
      ["id", "hostname"],
    );
  });
  router.get("/apps/:app/domains/:domain", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    res.json(domainJson(ctx, find(app, param(req, "domain"))));
  });
  router.post("/apps/:app/domains", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const body = createBody.safeParse(req.body);
    if (!body.success) throw invalid("hostname is required.");
    res.status(201).json(domainJson(ctx, addDomain(ctx, app, principal.user, body.data.hostname)));
  });
  router.delete("/apps/:app/domains/:domain", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const row = find(app, param(req, "domain"));
    ctx.state.domains = ctx.state.domains.filter((each) => each !== row);
    tell(ctx, app, principal.user, row, "destroy");
    res.json(domainJson(ctx, row));
  });
}

function tell(ctx: SandboxContext, app: AppRow, actor: UserRow, row: DomainRow, action: "create" | "destroy"): void {
  recordChange(ctx, {
    app,
    actor,
    lines: [`${action === "create" ? "Add" : "Remove"} ${row.hostname} domain by user ${actor.email}`],
    audit: { type: "domain", action, data: { hostname: row.hostname } },
    webhook: { resource: "domain", action, data: domainJson(ctx, row) },
  });
}

function domainJson(ctx: SandboxContext, row: DomainRow): Record<string, unknown> {
  return {
    acm_status: null,
    acm_status_reason: null,
    app: appRef(ctx, row.appId),
    cname: `${row.id.slice(0, 8)}.dns.example.net`,
    created_at: row.createdAt,
    hostname: row.hostname,
    id: row.id,
    kind: row.kind,
    sni_endpoint: null,
    status: "succeeded",
    updated_at: row.updatedAt,
  };
}
