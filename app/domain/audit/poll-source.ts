import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import type { AuditErrorCode } from "../../contract/audit.ts";
import * as polls from "../../stores/postgres/audit-polls.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { getPlan } from "../resources/plans.ts";
import { auditErrorOf } from "./audit-advice.ts";
import { callAuditSource } from "./call-audit-source.ts";
import { type DayOutcome, readDay } from "./poll-day.ts";
import { type Days, dayOf, daysToRead, isQuiet } from "./poll-days.ts";
import { BUDGET_FLOOR, troubleDelayMs } from "./poll-delays.ts";

/** Longer than the longest call to Heroku and the store's work after it; renewed before each call. */
const LEASE_MS = 60_000;

/** - `busy` another poll of the source is under way; `stopped` it is not, or no longer, to be polled */
export type PollOutcome =
  | { kind: "done"; added: number }
  | { kind: "trouble"; code: AuditErrorCode }
  | { kind: "busy" }
  | { kind: "stopped" };

/**
 * Reads what is new in one account's audit trail: today, and each day before that is not quiet yet. At most one poll
 * of a source runs at a time, over all processes. Heroku's refusals are kept with the source, with the time of the next
 * try; what fails for another reason is thrown, and the next turn does it again: nothing is stored twice.
 */
export async function pollSource(services: Services, source: polls.DueSource): Promise<PollOutcome> {
  const { stores, clock, log } = services;
  const row = await polls.takeLease(stores.pg, source, { now: clock.now(), until: leaseEnd(services) });
  if (row === "busy") return { kind: "busy" };
  if (row === null) return { kind: "stopped" };
  const lease = { ...source, lease: row.poll_lease };
  try {
    const outcome = await pollDays(services, row, lease);
    if (outcome.kind === "trouble") await keepTrouble(services, row, lease, outcome.code, outcome.remaining);
    log.debug({ ...source, ...outcome }, "audit source polled");
    return outcome.kind === "trouble" ? { kind: "trouble", code: outcome.code } : outcome;
  } catch (error) {
    const code = auditErrorOf(error);
    if (code === null) throw error;
    const remaining = error instanceof HerokuError ? (error.told?.remaining ?? null) : null;
    await keepTrouble(services, row, lease, code, remaining);
    log.warn({ ...source, code, err: error }, "audit source not polled");
    return { kind: "trouble", code };
  } finally {
    await polls.endLease(stores.pg, lease);
  }
}

type DaysOutcome =
  | { kind: "done"; added: number }
  | { kind: "stopped" }
  | { kind: "trouble"; code: AuditErrorCode; remaining: number | null };

async function pollDays(services: Services, row: AuditSourceRow, lease: polls.PollLease): Promise<DaysOutcome> {
  const { stores, clock } = services;
  const resource = await resources.find(stores.pg, row.resource_id);
  if (!resource || resource.state === "deprovisioned") return { kind: "stopped" };
  const isLow = (remaining: number | null) => remaining !== null && remaining < BUDGET_FLOOR;
  if (isLow(row.rate_limit_remaining)) {
    const remaining = await askBudget(services, lease);
    if (isLow(remaining)) return { kind: "trouble", code: "audit.budget_low", remaining };
  }
  const retentionDays = getPlan(resource.plan).changeRetentionDays;
  const isOurs = () => polls.keepLease(stores.pg, lease, leaseEnd(services));
  const today = dayOf(clock.now());
  const wanted = daysToRead(row.days, clock.now());
  // All that are wanted, before the first is read: today is read first, and what fails after it must not be forgotten.
  const days: Days = Object.fromEntries(wanted.map((day) => [day, row.days[day] ?? { etag: null, changed_at: null }]));
  for (const [day, read] of Object.entries(row.days)) if (day > today) days[day] = read; // our clock was ahead
  let added = 0;
  let remaining: number | null = null;
  for (const day of wanted) {
    const outcome: DayOutcome = await readDay(services, { row, day, before: days[day], isOurs, retentionDays });
    if (outcome === "stopped") return { kind: "stopped" };
    added += outcome.added;
    remaining = outcome.remaining ?? remaining;
    if (outcome.isComplete && day < today && isQuiet(day, outcome.read, clock.now())) delete days[day];
    else days[day] = outcome.read;
    const lastAt = outcome.lastAtMs === null ? null : new Date(outcome.lastAtMs);
    await polls.saveDays(stores.pg, lease, days, lastAt);
    if (isLow(remaining)) break;
  }
  await polls.markPolled(stores.pg, lease, clock.now());
  return isLow(remaining) ? { kind: "trouble", code: "audit.budget_low", remaining } : { kind: "done", added };
}

/** By the call that costs nothing; a credential that may not ask polls on and is told by the next answer. */
async function askBudget(services: Services, source: polls.DueSource): Promise<number | null> {
  const heroku = services.clients.herokuEnterprise;
  const { resourceId, sourceId } = source;
  try {
    const answer = await callAuditSource(services, { resourceId, sourceId }, (token) => heroku.rateLimits(token));
    return answer?.data.remaining ?? null;
  } catch (error) {
    if (error instanceof HerokuError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

async function keepTrouble(
  { stores, clock, config }: Services,
  row: AuditSourceRow,
  lease: polls.PollLease,
  code: AuditErrorCode,
  remaining: number | null,
): Promise<void> {
  const at = clock.now();
  const state = { pollSeconds: config.auditPollSeconds, failures: row.failures, remaining };
  // What passes by itself says nothing of whether Heroku lets us.
  const isPassing = code === "audit.budget_low" || code === "audit.heroku_away";
  await polls.markTroubled(stores.pg, lease, {
    status: isPassing && row.status === "active" ? "active" : "revoked",
    code,
    at,
    nextPollAt: new Date(at.getTime() + troubleDelayMs(code, state, Math.random())),
  });
}

function leaseEnd({ clock }: Services): Date {
  return new Date(clock.now().getTime() + LEASE_MS);
}
