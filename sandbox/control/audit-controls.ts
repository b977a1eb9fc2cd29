import type { Router } from "express";
import { z } from "zod";
import { addEvent, makeHistory, setStream, streamRate } from "../audit/trail.ts";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { ensureUser } from "../platform/account.ts";
import { ensureEnterpriseAccount } from "../platform/enterprise.ts";
import { getAccount } from "../platform/find.ts";
import { createAuthorization, knownScopes, revokeAuthorization } from "../platform/oauth-authorizations.ts";
import { demoAccount } from "./demo-account.ts";
import { read } from "./read.ts";

const accountWord = { account: z.string().default(demoAccount) };
const nullableRef = z.record(z.string(), z.string()).nullable().optional();

/** Enterprise accounts, their audit trail, and users' tokens. */
export function addAuditControls(router: Router, ctx: SandboxContext): void {
  router.post("/enterprise-accounts", (req, res) => {
    const schema = z.object({
      account: z.string(),
      user: z.string(),
      permissions: z.array(z.enum(["view", "create", "manage", "billing"])),
    });
    const { account, user, permissions } = read(req, schema);
    const row = ensureEnterpriseAccount(ctx, account, ensureUser(ctx, user), permissions);
    res.json({ id: row.id, name: row.name, members: row.members.length });
  });
  router.post("/audit", (req, res) => {
    const schema = z.object({
      ...accountWord,
      starts_on: z.string().optional(),
      events_per_day: z.coerce.number().min(0).max(100_000).optional(),
      events_per_minute: z.coerce.number().min(0).max(6_000).optional(),
    });
    const body = read(req, schema);
    const account = getAccount(ctx, body.account);
    if (body.starts_on !== undefined) {
      makeHistory(ctx, account, { startsOn: body.starts_on, eventsPerDay: body.events_per_day ?? 50 });
    }
    if (body.events_per_minute !== undefined) setStream(ctx, account, body.events_per_minute);
    res.format({
      json: () =>
        res.json({
          account: account.name,
          starts_on: account.trail?.startsOn ?? null,
          events_per_day: account.trail?.eventsPerDay ?? 0,
          events_per_minute: streamRate(account),
        }),
      html: () => res.redirect(303, "/"),
    });
  });
  router.post("/audit/events", (req, res) => {
    const schema = z.object({
      ...accountWord,
      type: z.string(),
      action: z.string(),
      created_at: z.iso.datetime().optional(),
      data: z.record(z.string(), z.unknown()).nullable().optional(),
      actor: nullableRef,
      app: nullableRef,
      team: nullableRef,
    });
    const { account, ...event } = read(req, schema);
    // What was left out stays out: an undefined member would replace the likely one.
    const given = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
    res.json(addEvent(ctx, getAccount(ctx, account), given));
  });
  router.post("/tokens", (req, res) => {
    const schema = z.object({
      user: z.string(),
      scope: z.array(z.enum(knownScopes)).optional(),
      description: z.string().optional(),
      expires_in: z.number().int().positive().optional(),
    });
    const { user, expires_in: expiresInSeconds, ...wish } = read(req, schema);
    const row = createAuthorization(ctx, ensureUser(ctx, user), { ...wish, expiresInSeconds });
    res.json({ id: row.id, user, scope: row.scope, token: row.accessToken });
  });
  router.post("/tokens/revoke", (req, res) => {
    const { authorization } = read(req, z.object({ authorization: z.string() }));
    const row = ctx.state.authorizations.find(
      (each) => each.id === authorization || each.accessToken === authorization,
    );
    if (!row) throw invalid("no such authorization");
    revokeAuthorization(ctx, row);
    res.json({ id: row.id });
  });
}
