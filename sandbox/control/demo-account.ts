import { makeHistory, setStream } from "../audit/trail.ts";
import type { SandboxContext } from "../context.ts";
import { ensureUser } from "../platform/account.ts";
import { createApp } from "../platform/apps.ts";
import { addCollaborator } from "../platform/collaborators.ts";
import { ensureEnterpriseAccount } from "../platform/enterprise.ts";
import { createAuthorization } from "../platform/oauth-authorizations.ts";
import { ensureTeam } from "../platform/teams.ts";
import type { AuthorizationRow, EnterpriseAccountRow } from "../rows/account.ts";
import type { AppRow } from "../rows/app.ts";

export const demoAccount = "harbor-enterprise";

const demo = {
  manager: "dana@example.com",
  /** May look at the account, and so sees what a refusal looks like. */
  viewer: "lee@example.com",
  colleague: "kim@example.com",
  contractor: "riley@contractor.example.net",
  yearsBack: 3,
  /** Some 35,000 events in three years: enough to search, and listed in a second or two. */
  eventsPerDay: 45,
  /** One sees it move, and a day of it is quickly read. */
  eventsPerMinute: 1,
} as const;

/**
 * The enterprise account the demo app belongs to, once: members who may and may not read the audit trail, two teams,
 * years of archives, and events that come as one looks.
 */
export function ensureDemoAccount(ctx: SandboxContext, app: AppRow): EnterpriseAccountRow {
  const found = ctx.state.enterpriseAccounts.find((row) => row.name === demoAccount);
  if (found) return found;
  const user = (email: string) => ensureUser(ctx, email);
  const account = ensureEnterpriseAccount(ctx, demoAccount, user(demo.manager), [
    "view",
    "create",
    "manage",
    "billing",
  ]);
  ensureEnterpriseAccount(ctx, demoAccount, user(demo.colleague), ["view", "create", "manage"]);
  ensureEnterpriseAccount(ctx, demoAccount, user(demo.viewer), ["view"]);
  const platform = ensureTeam(ctx, "harbor-platform", user(demo.manager), account.id);
  const payments = ensureTeam(ctx, "harbor-payments", user(demo.colleague), account.id);
  app.teamId = platform.id;
  for (const [name, team] of [["harbor-reports", platform] as const, ["harbor-billing", payments] as const]) {
    if (ctx.state.apps.some((row) => row.name === name)) continue;
    createApp(ctx, name, user(team === platform ? demo.manager : demo.colleague), team.id);
  }
  const isThere = ctx.state.collaborators.some(
    (row) => row.appId === app.id && row.userId === user(demo.contractor).id,
  );
  if (!isThere) addCollaborator(ctx, app, user(demo.manager), user(demo.contractor));
  const start = new Date(ctx.clock.now());
  start.setUTCFullYear(start.getUTCFullYear() - demo.yearsBack, start.getUTCMonth(), 1);
  makeHistory(ctx, account, { startsOn: start.toISOString().slice(0, 10), eventsPerDay: demo.eventsPerDay });
  setStream(ctx, account, demo.eventsPerMinute);
  return account;
}

/** The token a person pastes to opt in: the manager's own, without end, made once and again if it was revoked. */
export function demoToken(ctx: SandboxContext): AuthorizationRow {
  const description = "Audit trail demo";
  const manager = ensureUser(ctx, demo.manager);
  const found = ctx.state.authorizations.find(
    (row) => row.userId === manager.id && row.description === description && row.clientId === null,
  );
  return found ?? createAuthorization(ctx, manager, { description });
}
