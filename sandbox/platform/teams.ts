import type { Router } from "express";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { forbidden, notFound } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import type { TeamRow, UserRow } from "../rows/account.ts";
import { answerList } from "./answer-list.ts";
import { type Principal, principalOf } from "./authenticate.ts";
import { liveResources, param } from "./find.ts";
import { addonJson, appJson, expansionsOf } from "./serialize.ts";

/** Makes a team whose first member is an admin; the same name is the same team. */
export function ensureTeam(
  ctx: SandboxContext,
  name: string,
  admin: UserRow,
  enterpriseAccountId: string | null,
): TeamRow {
  const found = ctx.state.teams.find((row) => row.name === name);
  if (found) return found;
  const now = isoSeconds(ctx.clock);
  const team: TeamRow = { id: newUuid(), name, enterpriseAccountId, members: [], createdAt: now, updatedAt: now };
  team.members.push({ id: newUuid(), userId: admin.id, role: "admin", createdAt: now });
  ctx.state.teams.push(team);
  ctx.save();
  return team;
}

/** Teams a user is in. A partner's token may read the members of the team that owns an attached app. */
export function addTeamRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/teams", (req, res) => {
    const principal = principalOf(res);
    const rows = ctx.state.teams.filter((team) => isMember(team, principal));
    answerList(
      req,
      res,
      rows.map((team) => teamJson(ctx, team, principal)),
      ["id", "name"],
    );
  });
  router.get("/teams/:team", (req, res) => {
    res.json(teamJson(ctx, getTeam(ctx, principalOf(res), param(req, "team")), principalOf(res)));
  });
  router.get("/teams/:team/members", (req, res) => {
    const team = getTeam(ctx, principalOf(res), param(req, "team"));
    answerList(
      req,
      res,
      team.members.map((member) => memberJson(ctx, member)),
      ["email", "id"],
    );
  });
  router.get("/teams/:team/apps", (req, res) => {
    const team = getTeam(ctx, principalOf(res), param(req, "team"));
    const rows = ctx.state.apps.filter((app) => app.teamId === team.id);
    const json = rows.map((app) => ({ ...appJson(ctx, app), joined: true, locked: false }));
    answerList(req, res, json, ["id", "name", "updated_at"]);
  });
  router.get("/teams/:team/addons", (req, res) => {
    const team = getTeam(ctx, principalOf(res), param(req, "team"));
    const appIds = ctx.state.apps.filter((app) => app.teamId === team.id).map((app) => app.id);
    const rows = liveResources(ctx).filter((row) => appIds.includes(row.appId));
    answerList(
      req,
      res,
      rows.map((row) => addonJson(ctx, row, expansionsOf(req))),
      ["id", "name"],
    );
  });
}

export function teamJson(ctx: SandboxContext, team: TeamRow, principal: Principal): Record<string, unknown> {
  const account = ctx.state.enterpriseAccounts.find((row) => row.id === team.enterpriseAccountId);
  const member = principal.kind === "user" ? team.members.find((row) => row.userId === principal.user.id) : undefined;
  return {
    id: team.id,
    created_at: team.createdAt,
    credit_card_collections: false,
    default: false,
    enterprise_account: account ? { id: account.id, name: account.name } : null,
    identity_provider: null,
    membership_limit: null,
    name: team.name,
    provisioned_licenses: account !== undefined,
    role: member?.role ?? null,
    type: account ? "enterprise" : "team",
    updated_at: team.updatedAt,
  };
}

function memberJson(ctx: SandboxContext, member: TeamRow["members"][number]): Record<string, unknown> {
  const user = ctx.state.users.find((row) => row.id === member.userId);
  return {
    created_at: member.createdAt,
    email: user?.email ?? "",
    federated: false,
    id: member.id,
    identity_provider: null,
    role: member.role,
    two_factor_authentication: true,
    updated_at: member.createdAt,
    user: { email: user?.email ?? "", id: member.userId, name: user?.name ?? null },
  };
}

function getTeam(ctx: SandboxContext, principal: Principal, word: string): TeamRow {
  const team = ctx.state.teams.find((row) => row.id === word || row.name === word);
  if (!team) throw notFound("team");
  const isAttached =
    principal.kind === "partner" &&
    ctx.state.attachments.some(
      (row) =>
        row.resourceId === principal.resource.id &&
        ctx.state.apps.some((app) => app.id === row.appId && app.teamId === team.id),
    );
  if (!isMember(team, principal) && !isAttached) throw forbidden("You do not have access to this team.");
  return team;
}

function isMember(team: TeamRow, principal: Principal): boolean {
  return principal.kind === "user" && team.members.some((member) => member.userId === principal.user.id);
}
