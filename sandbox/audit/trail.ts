import { createHash } from "node:crypto";
import type { SandboxContext } from "../context.ts";
import { invalid } from "../http/heroku-error.ts";
import { newUuid } from "../ids.ts";
import { ensureUser } from "../platform/account.ts";
import { getUser } from "../platform/find.ts";
import type { EnterpriseAccountRow, TeamRow } from "../rows/account.ts";
import type { AuditCast, AuditEventRow, AuditTrailRow } from "../rows/audit.ts";
import { dayOf, isDay } from "./days.ts";
import { byTime } from "./event-row.ts";
import { madeUpEvents } from "./make-events.ts";

export interface TrailWish {
  /** First day of the history, `YYYY-MM-DD`; default today, which is no history. */
  startsOn?: string | undefined;
  eventsPerDay?: number | undefined;
  seed?: number | undefined;
}

/** Events this far ahead of now have not happened; the day `day` of the account, in the order of `created_at`. */
export function eventsOfDay(ctx: SandboxContext, account: EnterpriseAccountRow, day: string): AuditEventRow[] {
  const nowMs = ctx.clock.now();
  const recorded = ctx.state.auditEvents.filter(
    (event) => event.enterprise_account?.id === account.id && event.created_at.startsWith(day),
  );
  const madeUp = account.trail === null ? [] : madeUpEvents(account.trail, day, nowMs);
  return [...madeUp, ...recorded].sort(byTime).filter((event) => Date.parse(event.created_at) <= nowMs);
}

/** When the account's first event may have been: its archives start in that month. */
export function startOfTrailMs(account: EnterpriseAccountRow): number {
  return Date.parse(account.trail?.startsOn ?? account.createdAt);
}

/**
 * Gives an account a past, made up from a seed. The people and apps in it are those of the account's teams now, and
 * some that are long gone.
 *
 * @throws HerokuError 422 for a start that is no day, before 2017 or ahead, or when the account has a past already
 */
export function makeHistory(ctx: SandboxContext, account: EnterpriseAccountRow, wish: TrailWish): AuditTrailRow {
  if (account.trail !== null && account.trail.eventsPerDay > 0) throw invalid(`${account.name} has a history already.`);
  const nowMs = ctx.clock.now();
  const startsOn = wish.startsOn ?? dayOf(nowMs);
  // Heroku's archives know no year before 2017 (heroku/platform-api schema.json, archive).
  if (!isDay(startsOn) || startsOn < "2017-01-01" || startsOn > dayOf(nowMs)) {
    throw invalid("The first day must be YYYY-MM-DD, from 2017 on and not ahead.");
  }
  account.trail = {
    // From the name: an account made anew, in another test or after a reset, has the same past.
    seed: wish.seed ?? createHash("sha1").update(account.name).digest().readUInt32BE(0),
    startsOn,
    endsAt: new Date(nowMs).toISOString(),
    eventsPerDay: wish.eventsPerDay ?? 0,
    cast: castOf(ctx, account),
    streams: account.trail?.streams ?? [],
  };
  ctx.save();
  return account.trail;
}

/** From now on events come at this rate, also while the sandbox is down; 0 ends it. */
export function setStream(ctx: SandboxContext, account: EnterpriseAccountRow, eventsPerMinute: number): void {
  const trail = account.trail ?? makeHistory(ctx, account, {});
  const now = new Date(ctx.clock.now()).toISOString();
  const running = trail.streams.find((stream) => stream.until === null);
  if ((running?.eventsPerMinute ?? 0) === eventsPerMinute) return;
  if (running) running.until = now;
  if (eventsPerMinute > 0) trail.streams.push({ from: now, until: null, eventsPerMinute });
  ctx.save();
}

export function streamRate(account: EnterpriseAccountRow): number {
  return account.trail?.streams.find((stream) => stream.until === null)?.eventsPerMinute ?? 0;
}

/** Puts one event into the trail as if it had happened; what is left out is likely. */
export function addEvent(
  ctx: SandboxContext,
  account: EnterpriseAccountRow,
  event: Partial<AuditEventRow>,
): AuditEventRow {
  const row: AuditEventRow = {
    id: newUuid(),
    type: "app",
    action: "update",
    created_at: new Date(ctx.clock.now()).toISOString(),
    actor: null,
    app: null,
    owner: null,
    team: null,
    request: { ip_address: "203.0.113.24" },
    data: {},
    ...event,
    enterprise_account: { id: account.id, name: account.name },
  };
  ctx.state.auditEvents.push(row);
  ctx.save();
  return row;
}

const pastApps = [
  "quay-orders",
  "quay-billing",
  "quay-search",
  "quay-mailer",
  "quay-admin",
  "quay-reports",
  "quay-edge",
];

function castOf(ctx: SandboxContext, account: EnterpriseAccountRow): AuditCast {
  const teams = ctx.state.teams.filter((team) => team.enterpriseAccountId === account.id);
  const userIds = [...account.members, ...teams.flatMap((team) => team.members)].map((member) => member.userId);
  const actors = [...new Set(userIds)].map((id) => reference(getUser(ctx, id)));
  const outsiders = ["riley@contractor.example.net", "sam@contractor.example.net"].map((email) =>
    reference(ensureUser(ctx, email)),
  );
  const someTeam = teams[0] ?? { id: newUuid(), name: account.name };
  const live = teams.flatMap((team) =>
    ctx.state.apps.filter((app) => app.teamId === team.id).map(({ id, name }) => placeOf({ id, name }, team)),
  );
  const past = pastApps.map((name, index) =>
    placeOf({ id: newUuid(), name }, teams[index % Math.max(1, teams.length)] ?? someTeam),
  );
  return { account: { id: account.id, name: account.name }, actors, outsiders, apps: [...live, ...past] };
}

/** A team app's owner is the team's own synthetic address. Source: recorded responses in JupiterOne/graph-heroku */
function placeOf(app: { id: string; name: string }, team: Pick<TeamRow, "id" | "name">): AuditCast["apps"][number] {
  return {
    app,
    owner: { id: team.id, email: `${team.name}@herokumanager.com` },
    team: { id: team.id, name: team.name },
  };
}

function reference({ id, email }: { id: string; email: string }): { id: string; email: string } {
  return { id, email };
}
