import type { Request, Response, Router } from "express";
import { type Archive, listArchives, summarise } from "../audit/archives.ts";
import { dayMs, dayOf, isDay, startOfDayMs } from "../audit/days.ts";
import { faultsOf } from "../audit/faults.ts";
import { signLink } from "../audit/signed-link.ts";
import { eventsOfDay } from "../audit/trail.ts";
import { toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { forbidden, invalid, notFound } from "../http/heroku-error.ts";
import type { EnterpriseAccountRow } from "../rows/account.ts";
import type { AuditEventRow } from "../rows/audit.ts";
import { principalOf } from "./authenticate.ts";
import { getEnterpriseAccount, permissionsOf } from "./enterprise.ts";
import { param } from "./find.ts";

/**
 * The audit trail of an enterprise account: the events of one UTC day, and a file a month.
 * Source: heroku/platform-api `schema.json`, `audit-trail-event` and `archive`; Dev Center "Audit Trails for Enterprise
 * Accounts"
 */
export function addAuditTrailRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/enterprise-accounts/:account/events", (req, res) => {
    answerEvents(ctx, req, res, getManagedAccount(ctx, req, res));
  });
  router.get("/enterprise-accounts/:account/archives", async (req, res) => {
    const account = getManagedAccount(ctx, req, res);
    const rows: Record<string, unknown>[] = [];
    // One after the other: each writes a file through, and a machine has other things to do.
    for (const archive of listArchives(ctx, account)) rows.push(await archiveJson(ctx, account, archive));
    res.json(rows);
  });
  router.get("/enterprise-accounts/:account/archives/:year/:month", async (req, res) => {
    const account = getManagedAccount(ctx, req, res);
    const month = `${param(req, "year")}-${param(req, "month")}`;
    const archive = listArchives(ctx, account).find((each) => each.month === month);
    if (!archive) throw notFound("archive");
    const path = `/audit-archives/${account.id}/${month}.json.gz?until=${archive.untilMs}`;
    const expiresAtMs = ctx.clock.now() + ctx.settings.audit.linkSeconds * 1000;
    res.json({ ...(await archiveJson(ctx, account, archive)), url: signLink(ctx.url(), path, expiresAtMs) });
  });
}

/** @throws HerokuError 404 to who is no member, 403 to a member without `manage` */
function getManagedAccount(ctx: SandboxContext, req: Request, res: Response): EnterpriseAccountRow {
  const principal = principalOf(res);
  const account = getEnterpriseAccount(ctx, principal, param(req, "account"));
  if (!permissionsOf(account, principal).includes("manage")) {
    throw forbidden("You do not have the manage permission on this enterprise account.");
  }
  return account;
}

function answerEvents(ctx: SandboxContext, req: Request, res: Response, account: EnterpriseAccountRow): void {
  const query = readQuery(req, dayOf(ctx.clock.now()));
  const { daysBackMax, eventsPageMax } = ctx.settings.audit;
  const oldestMs = daysBackMax === null ? 0 : ctx.clock.now() - (daysBackMax + 1) * dayMs;
  const visibleMs = ctx.clock.now() - ctx.misbehaviour.lateAuditMs();
  const all = startOfDayMs(query.day) < oldestMs ? [] : eventsOfDay(ctx, account, query.day);
  const events = all.filter(
    (event) =>
      Date.parse(event.created_at) <= visibleMs &&
      (query.actor === null || event.actor?.email === query.actor) &&
      (query.action === null || event.action === query.action) &&
      (query.type === null || event.type === query.type),
  );
  if (query.order === "desc") events.reverse();
  answerPage(req, res, misplaced(events, ctx.misbehaviour.takeAuditFault()), eventsPageMax);
}

interface EventsQuery {
  day: string;
  order: "asc" | "desc";
  actor: string | null;
  action: string | null;
  type: string | null;
}

/** @throws HerokuError 422; which status Heroku gives for a day that is none is not documented */
function readQuery(req: Request, today: string): EventsQuery {
  const word = (name: string): string | null => {
    const value = req.query[name];
    if (value === undefined) return null;
    if (typeof value !== "string") throw invalid(`${name} must be given once.`);
    return value;
  };
  const day = word("day") ?? today;
  const order = word("order") ?? "asc";
  if (!isDay(day)) throw invalid("day must be a date, YYYY-MM-DD.");
  if (order !== "asc" && order !== "desc") throw invalid("order must be asc or desc.");
  return { day, order, actor: word("actor"), action: word("action"), type: word("type") };
}

/**
 * All of it, or a slice and `Next-Range`. The range is by event id in the order of the list, so that events of one
 * millisecond are not split.
 */
function answerPage(req: Request, res: Response, events: AuditEventRow[], pageMax: number): void {
  const [, after = ""] = /^id \]([^.;]*)\.\./.exec(req.get("range") ?? "") ?? [];
  const asked = Number(/max=(\d+)/.exec(req.get("range") ?? "")?.[1] ?? pageMax);
  const max = Math.max(1, Math.min(asked, pageMax));
  const start = after === "" ? 0 : events.findLastIndex((event) => event.id === after) + 1;
  const slice = events.slice(start, start + max);
  const last = slice.at(-1);
  res.set("Accept-Ranges", "id");
  if (last && start + max < events.length) res.status(206).set("Next-Range", `id ]${last.id}..; max=${max}`);
  res.json(slice);
}

function misplaced(events: AuditEventRow[], fault: "duplicates" | "out-of-order" | null): AuditEventRow[] {
  if (fault === "duplicates") return events.flatMap((event, index) => (index % 2 === 0 ? [event, event] : [event]));
  if (fault === "out-of-order") {
    return [...events.filter((_, index) => index % 2 === 1), ...events.filter((_, index) => index % 2 === 0).reverse()];
  }
  return events;
}

/** The list has no `url`: heroku/cli's fixtures show one in the single answer alone. */
async function archiveJson(
  ctx: SandboxContext,
  account: EnterpriseAccountRow,
  archive: Archive,
): Promise<Record<string, unknown>> {
  const { checksum, size } = await summarise(ctx, account, archive);
  const [year, month] = archive.month.split("-");
  return {
    created_at: toIsoSeconds(archive.createdAtMs),
    year: Number(year),
    month,
    checksum: faultsOf(ctx, account, archive.month).isWrongChecksum ? [...checksum].reverse().join("") : checksum,
    size,
  };
}
