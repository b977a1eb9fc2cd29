import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid, notFound } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow, CollaboratorRow } from "../rows/app.ts";
import { ensureUser } from "./account.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, param, refusePartner } from "./find.ts";
import { appRef } from "./serialize.ts";

const createBody = z.object({
  user: z.union([z.string(), z.object({ email: z.string() }), z.object({ id: z.string() })]),
});

export function addCollaborator(ctx: SandboxContext, app: AppRow, actor: UserRow, user: UserRow): CollaboratorRow {
  if (ctx.state.collaborators.some((row) => row.appId === app.id && row.userId === user.id)) {
    throw invalid("User is already a collaborator on app.");
  }
  const now = isoSeconds(ctx.clock);
  const row: CollaboratorRow = { id: newUuid(), appId: app.id, userId: user.id, createdAt: now, updatedAt: now };
  ctx.state.collaborators.push(row);
  recordChange(ctx, {
    app,
    actor,
    lines: [`Add ${user.email} as collaborator by user ${actor.email}`],
    audit: { type: "collaborator", action: "create", data: { email: user.email } },
    webhook: { resource: "collaborator", action: "create", data: collaboratorJson(ctx, row) },
  });
  return row;
}

export function removeCollaborator(ctx: SandboxContext, app: AppRow, actor: UserRow, row: CollaboratorRow): void {
  const email = ctx.state.users.find((user) => user.id === row.userId)?.email ?? "";
  ctx.state.collaborators = ctx.state.collaborators.filter((each) => each !== row);
  recordChange(ctx, {
    app,
    actor,
    lines: [`Remove ${email} as collaborator by user ${actor.email}`],
    audit: { type: "collaborator", action: "destroy", data: { email } },
    webhook: { resource: "collaborator", action: "destroy", data: collaboratorJson(ctx, row) },
  });
}

export function addCollaboratorRoutes(router: Router, ctx: SandboxContext): void {
  const rowsOf = (app: AppRow) => ctx.state.collaborators.filter((row) => row.appId === app.id);
  const find = (app: AppRow, word: string): CollaboratorRow => {
    const row = rowsOf(app).find(
      (each) =>
        each.id === word ||
        each.userId === word ||
        ctx.state.users.some((user) => user.id === each.userId && user.email === word),
    );
    if (!row) throw notFound("collaborator");
    return row;
  };
  router.get("/apps/:app/collaborators", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    answerList(req, res, [ownerJson(ctx, app), ...rowsOf(app).map((row) => collaboratorJson(ctx, row))], ["id"]);
  });
  router.get("/apps/:app/collaborators/:who", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    res.json(collaboratorJson(ctx, find(app, param(req, "who"))));
  });
  router.post("/apps/:app/collaborators", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const body = createBody.safeParse(req.body);
    if (!body.success) throw invalid("user is required.");
    const { user } = body.data;
    const word = typeof user === "string" ? user : "email" in user ? user.email : user.id;
    const row = addCollaborator(ctx, app, principal.user, ensureUser(ctx, word));
    res.status(201).json(collaboratorJson(ctx, row));
  });
  router.delete("/apps/:app/collaborators/:who", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const app = getVisibleApp(ctx, principal, param(req, "app"));
    const row = find(app, param(req, "who"));
    removeCollaborator(ctx, app, principal.user, row);
    res.json(collaboratorJson(ctx, row));
  });
}

function collaboratorJson(ctx: SandboxContext, row: CollaboratorRow): Record<string, unknown> {
  const user = ctx.state.users.find((each) => each.id === row.userId);
  return {
    app: appRef(ctx, row.appId),
    created_at: row.createdAt,
    id: row.id,
    permissions: [{ name: "deploy" }, { name: "operate" }, { name: "view" }],
    role: "collaborator",
    updated_at: row.updatedAt,
    user: { email: user?.email ?? "", federated: false, id: row.userId },
  };
}

function ownerJson(ctx: SandboxContext, app: AppRow): Record<string, unknown> {
  const row: CollaboratorRow = {
    id: app.id,
    appId: app.id,
    userId: app.ownerId,
    createdAt: app.createdAt,
    updatedAt: app.createdAt,
  };
  return { ...collaboratorJson(ctx, row), role: "owner" };
}
