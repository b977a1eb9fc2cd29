import type { Router } from "express";
import { z } from "zod";
import type { SandboxContext } from "../context.ts";
import { invalid, notFound } from "../http/heroku-error.ts";
import { attachResource, detachResource } from "../partner/attach.ts";
import type { AttachmentRow } from "../rows/addon.ts";
import { answerList } from "./answer-list.ts";
import { type Principal, principalOf } from "./authenticate.ts";
import { getVisibleApp, getVisibleResource, matchResources, param, refusePartner, visibleAttachments } from "./find.ts";
import { attachmentJson, inclusionsOf } from "./serialize.ts";

const createBody = z.object({ addon: z.unknown(), app: z.unknown(), name: z.string().nullish() });
const resolveBody = z.object({
  addon_attachment: z.string(),
  app: z.string().nullish(),
  addon_service: z.string().nullish(),
});

/** Add-on attachments. None of these carries a drain token; only the log drains do. */
export function addAttachmentRoutes(router: Router, ctx: SandboxContext): void {
  const listOf = (principal: Principal, keep: (row: AttachmentRow) => boolean) =>
    visibleAttachments(ctx, principal).filter(keep);

  router.get("/addon-attachments", (req, res) => {
    const rows = listOf(principalOf(res), () => true);
    answerList(
      req,
      res,
      rows.map((row) => attachmentJson(ctx, row, inclusionsOf(req))),
      ["id", "name"],
    );
  });
  router.get("/addons/:addon/addon-attachments", (req, res) => {
    const resource = getVisibleResource(ctx, principalOf(res), param(req, "addon"));
    const rows = listOf(principalOf(res), (row) => row.resourceId === resource.id);
    answerList(
      req,
      res,
      rows.map((row) => attachmentJson(ctx, row, inclusionsOf(req))),
      ["id", "name"],
    );
  });
  router.get("/apps/:app/addon-attachments", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const rows = listOf(principalOf(res), (row) => row.appId === app.id);
    answerList(
      req,
      res,
      rows.map((row) => attachmentJson(ctx, row, inclusionsOf(req))),
      ["id", "name"],
    );
  });
  router.get("/addon-attachments/:attachment", (req, res) => {
    const id = param(req, "attachment");
    res.json(attachmentJson(ctx, one(listOf(principalOf(res), (row) => row.id === id)), inclusionsOf(req)));
  });
  router.get("/apps/:app/addon-attachments/:attachment", (req, res) => {
    const app = getVisibleApp(ctx, principalOf(res), param(req, "app"));
    const word = param(req, "attachment");
    const rows = listOf(
      principalOf(res),
      (row) => row.appId === app.id && (row.id === word || row.name === word.toUpperCase()),
    );
    res.json(attachmentJson(ctx, one(rows), inclusionsOf(req)));
  });
  router.post("/addon-attachments", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const body = createBody.safeParse(req.body);
    const [addonWord, appWord] = [wordOf(body.data?.addon), wordOf(body.data?.app)];
    if (!body.success || !addonWord || !appWord) throw invalid("addon and app are required.");
    const app = getVisibleApp(ctx, principal, appWord);
    const resource = getVisibleResource(ctx, principal, addonWord);
    const { attachment } = attachResource(ctx, resource, app, principal.user, body.data.name ?? null);
    res.status(201).json(attachmentJson(ctx, attachment, inclusionsOf(req)));
  });
  router.delete("/addon-attachments/:attachment", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const attachment = one(listOf(principal, (row) => row.id === param(req, "attachment")));
    const json = attachmentJson(ctx, attachment);
    detachResource(ctx, attachment, principal.user);
    res.json(json);
  });
  router.post("/actions/addon-attachments/resolve", (req, res) => {
    const body = resolveBody.safeParse(req.body);
    if (!body.success) throw invalid("addon_attachment is required.");
    const found = resolveAttachments(ctx, principalOf(res), body.data.addon_attachment, body.data.app ?? null);
    if (found.length === 0) throw notFound("add-on attachment");
    res.json(found.map((row) => attachmentJson(ctx, row, inclusionsOf(req))));
  });
}

/** By id anywhere; on one app also by attachment, add-on or service name; `app::NAME` names the app itself. */
function resolveAttachments(
  ctx: SandboxContext,
  principal: Principal,
  word: string,
  appWord: string | null,
): AttachmentRow[] {
  const [, appPart, namePart] = /^(.+)::(.+)$/.exec(word) ?? [];
  const app = appPart || appWord ? getVisibleApp(ctx, principal, appPart ?? appWord ?? "") : null;
  const name = namePart ?? word;
  const rows = visibleAttachments(ctx, principal);
  const byId = rows.filter((row) => row.id === name);
  if (byId.length > 0 || !app) return byId;
  const here = rows.filter((row) => row.appId === app.id);
  const byName = here.filter((row) => row.name === name.toUpperCase());
  if (byName.length > 0) return byName;
  const resources = matchResources(ctx, ctx.state.resources, name, app).map((row) => row.id);
  return here.filter((row) => resources.includes(row.resourceId));
}

function one(rows: AttachmentRow[]): AttachmentRow {
  const [row] = rows;
  if (!row) throw notFound("add-on attachment");
  return row;
}

/** The API takes `"name"`, `{ name }` and `{ id }` alike. */
function wordOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const { name, id } = (value ?? {}) as { name?: unknown; id?: unknown };
  if (typeof name === "string") return name;
  return typeof id === "string" ? id : null;
}
