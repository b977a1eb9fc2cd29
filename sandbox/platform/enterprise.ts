import type { Router } from "express";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { notFound } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import type { EnterpriseAccountRow, UserRow } from "../rows/account.ts";
import { answerList } from "./answer-list.ts";
import { type Principal, principalOf } from "./authenticate.ts";
import { param } from "./find.ts";
import { teamJson } from "./teams.ts";

/** Makes an enterprise account, or adds a member to it; permissions are `view`, `create`, `manage`, `billing`. */
export function ensureEnterpriseAccount(
  ctx: SandboxContext,
  name: string,
  user: UserRow,
  permissions: string[],
): EnterpriseAccountRow {
  const now = isoSeconds(ctx.clock);
  let account = ctx.state.enterpriseAccounts.find((row) => row.name === name);
  if (!account) {
    account = { id: newUuid(), name, members: [], trail: null, createdAt: now, updatedAt: now };
    ctx.state.enterpriseAccounts.push(account);
  }
  const member = account.members.find((row) => row.userId === user.id);
  if (member) member.permissions = permissions;
  else account.members.push({ id: newUuid(), userId: user.id, permissions });
  ctx.save();
  return account;
}

/**
 * Enterprise accounts and who is in them. `audit-trail.ts` has their events and archives.
 * Source: heroku/platform-api `schema.json`, `enterprise-account`
 */
export function addEnterpriseRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/enterprise-accounts", (req, res) => {
    const principal = principalOf(res);
    const rows = ctx.state.enterpriseAccounts.filter((row) => permissionsOf(row, principal).length > 0);
    answerList(
      req,
      res,
      rows.map((row) => accountJson(row, principal)),
      ["id", "name", "updated_at"],
    );
  });
  router.get("/enterprise-accounts/:account", (req, res) => {
    res.json(accountJson(getEnterpriseAccount(ctx, principalOf(res), param(req, "account")), principalOf(res)));
  });
  router.get("/enterprise-accounts/:account/members", (req, res) => {
    const account = getEnterpriseAccount(ctx, principalOf(res), param(req, "account"));
    res.json(account.members.map((member) => memberJson(ctx, account, member)));
  });
  router.get("/enterprise-accounts/:account/teams", (req, res) => {
    const account = getEnterpriseAccount(ctx, principalOf(res), param(req, "account"));
    const rows = ctx.state.teams.filter((team) => team.enterpriseAccountId === account.id);
    answerList(
      req,
      res,
      rows.map((team) => teamJson(ctx, team, principalOf(res))),
      ["id", "name"],
    );
  });
}

/** @throws HerokuError 404 when the caller is no member: an account one cannot see does not exist */
export function getEnterpriseAccount(ctx: SandboxContext, principal: Principal, word: string): EnterpriseAccountRow {
  const account = ctx.state.enterpriseAccounts.find((row) => row.id === word || row.name === word);
  if (!account || permissionsOf(account, principal).length === 0) throw notFound("enterprise account");
  return account;
}

export function permissionsOf(account: EnterpriseAccountRow, principal: Principal): string[] {
  if (principal.kind === "partner") return [];
  return account.members.find((member) => member.userId === principal.user.id)?.permissions ?? [];
}

function accountJson(account: EnterpriseAccountRow, principal: Principal): Record<string, unknown> {
  return {
    id: account.id,
    created_at: account.createdAt,
    name: account.name,
    updated_at: account.updatedAt,
    permissions: permissionsOf(account, principal),
    trial: false,
    partner_benefits: false,
    identity_provider: null,
  };
}

function memberJson(
  ctx: SandboxContext,
  account: EnterpriseAccountRow,
  member: EnterpriseAccountRow["members"][number],
): Record<string, unknown> {
  const user = ctx.state.users.find((row) => row.id === member.userId);
  return {
    enterprise_account: { id: account.id, name: account.name },
    id: member.id,
    permissions: member.permissions.map((name) => ({ name, description: name })),
    user: { email: user?.email ?? "", id: member.userId },
    two_factor_authentication: true,
    identity_provider: null,
  };
}
