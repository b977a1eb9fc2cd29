import type { Router } from "express";
import { toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { forbidden, notFound } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import type { LogMessage } from "../logplex/message.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow, ReleaseRow } from "../rows/app.ts";
import { apiLine } from "../traffic/api-lines.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { getVisibleApp, param } from "./find.ts";
import { releaseJson } from "./serialize.ts";

/**
 * Cuts a release now and tells everybody: log lines, audit trail, webhook.
 *
 * @param description  as the CLI shows it, for example `Deploy 4f2a91c0` or `Set PAYMENT_MODE config vars`
 */
export function cutRelease(ctx: SandboxContext, app: AppRow, actor: UserRow, description: string): ReleaseRow {
  const { release, sentences } = addRelease(ctx, app, actor, description, ctx.clock.now());
  const isDeploy = description.startsWith("Deploy ");
  recordChange(ctx, {
    app,
    actor,
    lines: sentences,
    ...(isDeploy
      ? { audit: { type: "code_release", action: "create", data: { description, version: release.version } } }
      : {}),
    webhook: { resource: "release", action: "create", data: releaseJson(ctx, release) },
  });
  return release;
}

/** Adds the row without telling anybody; `lines` are what the app's log would have said at that time. */
export function addRelease(
  ctx: SandboxContext,
  app: AppRow,
  actor: UserRow,
  description: string,
  atMs: number,
): { release: ReleaseRow; sentences: string[]; lines: LogMessage[] } {
  const versions = ctx.state.releases.filter((row) => row.appId === app.id).map((row) => row.version);
  const createdAt = toIsoSeconds(atMs);
  const release: ReleaseRow = {
    id: newUuid(),
    appId: app.id,
    version: Math.max(0, ...versions) + 1,
    description,
    userId: actor.id,
    createdAt,
  };
  ctx.state.releases.push(release);
  app.releasedAt = createdAt;
  ctx.save();
  const sentences = [
    `${description} by user ${actor.email}`,
    `Release v${release.version} created by user ${actor.email}`,
  ];
  return { release, sentences, lines: sentences.map((sentence) => apiLine(atMs, sentence)) };
}

export function addReleaseRoutes(router: Router, ctx: SandboxContext): void {
  // Heroku opens these to a partner only on request.
  router.get(
    ["/apps/:app/releases", "/apps/:app/releases/:release", "/apps/:app/formation", "/apps/:app/builds"],
    (_req, res, next) => {
      if (principalOf(res).kind === "partner") throw forbidden("You do not have access to this resource.");
      next();
    },
  );
  const rowsOf = (appId: string) => ctx.state.releases.filter((row) => row.appId === appId);
  router.get("/apps/:app/releases", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const rows = rowsOf(app.id).map((row) => releaseJson(ctx, row));
    answerList(req, res, rows, ["version", "id"]);
  });
  router.get("/apps/:app/releases/:release", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const word = param(req, "release");
    const release = rowsOf(app.id).find((row) => row.id === word || String(row.version) === word.replace(/^v/, ""));
    if (!release) throw notFound("release");
    res.json(releaseJson(ctx, release));
  });
}
