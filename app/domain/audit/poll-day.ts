import type { EventsPage, EventsWish, HerokuAnswer } from "../../clients/heroku-enterprise.ts";
import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import type { AuditSourceRow, DayRead } from "../../stores/postgres/audit-sources.ts";
import { callAuditSource } from "./call-audit-source.ts";
import { dayOf } from "./poll-days.ts";
import { BUDGET_FLOOR } from "./poll-delays.ts";
import { storeAuditEvents } from "./store-audit-events.ts";

/** Pages of one day: beyond any account there is, and an end to a list that goes in circles. */
const PAGES_MAX = 1_000;

export interface DayTask {
  row: AuditSourceRow;
  /** UTC, `2026-11-25`. */
  day: string;
  /** What the last read left; undefined before the first. */
  before: DayRead | undefined;
  /** Asked before every call: false stops the poll. */
  isOurs: () => Promise<boolean>;
  retentionDays: number;
}

export type DayOutcome =
  | "stopped"
  | {
      read: DayRead;
      /** False: the customer's calls ran low before the last page. */
      isComplete: boolean;
      added: number;
      lastAtMs: number | null;
      remaining: number | null;
    };

/**
 * Reads one UTC day, page by page, and stores what is new. Unchanged by Heroku's ETag, it costs a call and no reading.
 *
 * @throws HerokuError, HerokuAwayError
 */
export async function readDay(services: Services, task: DayTask): Promise<DayOutcome> {
  const { row, day, before, isOurs, retentionDays } = task;
  const source = { resourceId: row.resource_id, sourceId: row.id };
  const read: DayRead = { etag: null, changed_at: before?.changed_at ?? null };
  const outcome = {
    read,
    isComplete: false,
    added: 0,
    lastAtMs: null as number | null,
    remaining: null as number | null,
  };
  let range: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    if (!(await isOurs())) return "stopped";
    const wish: EventsWish = { day, range, etag: page === 0 ? (before?.etag ?? null) : null };
    const answer: HerokuAnswer<EventsPage> | "not to be had" | null = await callAuditSource(services, source, (token) =>
      services.clients.herokuEnterprise.events(token, row.enterprise_account_id, wish),
    ).catch((error: unknown) => giveUpOldDay(services, task, error));
    if (answer === null) return "stopped";
    if (answer === "not to be had") return { ...outcome, isComplete: true };
    const { data, told } = answer;
    outcome.remaining = told.remaining ?? outcome.remaining;
    if (data.events !== null) {
      const stored = await storeAuditEvents(services, data.events, {
        resourceId: row.resource_id,
        sourceId: row.id,
        receivedAtMs: services.clock.now().getTime(),
        retentionDays,
        period: day,
        via: "poll",
      });
      outcome.added += stored.added;
      if (stored.lastAtMs !== null) outcome.lastAtMs = Math.max(outcome.lastAtMs ?? 0, stored.lastAtMs);
      if (stored.added > 0) read.changed_at = services.clock.now().toISOString();
    }
    range = data.nextRange;
    if (range === null) {
      // The ETag of a first page says nothing of the pages after it.
      if (page === 0) read.etag = data.etag;
      return { ...outcome, isComplete: true };
    }
    if (outcome.remaining !== null && outcome.remaining < BUDGET_FLOOR) return outcome;
  }
  services.log.error({ ...source, day, pages: PAGES_MAX }, "the pages of a day do not end");
  return { ...outcome, isComplete: true };
}

/**
 * How far back Heroku shows days is not documented. One it will not show must not keep us from the others: the month's
 * archive has its events. Refusals that are about the credential or the account are the poll's business.
 */
function giveUpOldDay({ clock, log }: Services, { row, day }: DayTask, error: unknown): "not to be had" {
  const isAboutDay = error instanceof HerokuError && [400, 410, 416, 422].includes(error.status);
  if (!isAboutDay || day >= dayOf(clock.now())) throw error;
  log.warn({ resourceId: row.resource_id, sourceId: row.id, day, err: error }, "Heroku does not show this day");
  return "not to be had";
}
