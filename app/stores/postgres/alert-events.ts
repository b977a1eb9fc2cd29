import type { Db } from "./connection.ts";

export interface AlertEventRow {
  id: string;
  seq: string;
  resource_id: string;
  alert_id: string;
  type: "fired" | "resolved" | "test";
  at: Date;
  /** A bigint, as the driver gives it. */
  count: string;
  /** Null: not compared. */
  count_day_before: string | null;
  window_from: Date;
  window_to: Date;
  delivery: "pending" | "delivered" | "failed" | "muted";
  attempts: number;
  error: string | null;
  next_try_at: Date | null;
}

export type NewAlertEvent = Pick<
  AlertEventRow,
  "resource_id" | "alert_id" | "type" | "at" | "window_from" | "window_to"
> & {
  count: number;
  count_day_before: number | null;
  delivery: "pending" | "muted";
};

/** Told from now on, unless it is muted. @returns the rows in their order */
export async function insert(db: Db, events: readonly NewAlertEvent[], now: Date): Promise<AlertEventRow[]> {
  if (events.length === 0) return [];
  return db("alert_events")
    .insert(events.map((event) => ({ ...event, next_try_at: event.delivery === "pending" ? now : null })))
    .returning("*");
}

/** An alert's newest events first. */
export async function listOfAlert(
  db: Db,
  resourceId: string,
  alertId: string,
  limit: number,
): Promise<AlertEventRow[]> {
  return db<AlertEventRow>("alert_events")
    .where({ resource_id: resourceId, alert_id: alertId })
    .orderBy("seq", "desc")
    .limit(limit);
}

/** The alert's newest test since a moment. */
export async function findTestSince(
  db: Db,
  resourceId: string,
  alertId: string,
  since: Date,
): Promise<AlertEventRow | null> {
  const row = await db<AlertEventRow>("alert_events")
    .where({ resource_id: resourceId, alert_id: alertId, type: "test" })
    .where("at", ">", since)
    .orderBy("seq", "desc")
    .first();
  return row ?? null;
}

/** The alert's newest turn that was not kept back by a mute; its newest that was, when there is no other. */
export async function findLastTold(db: Db, resourceId: string, alertId: string): Promise<AlertEventRow | null> {
  const row = await db<AlertEventRow>("alert_events")
    .where({ resource_id: resourceId, alert_id: alertId })
    .whereNot("type", "test")
    .orderByRaw("delivery = 'muted', seq desc")
    .first();
  return row ?? null;
}

/** Of each of the resource's alerts its newest turn that was not kept back by a mute, by the alert's id. */
export async function listLastTold(db: Db, resourceId: string): Promise<Map<string, AlertEventRow>> {
  // Alert by alert, by the index on (alert_id, seq): one that turns each minute has 43,000 events a month.
  const rows: AlertEventRow[] = await db("alerts")
    .joinRaw(
      `cross join lateral (
        select * from alert_events
        where alert_id = alerts.id and resource_id = alerts.resource_id and type <> 'test' and delivery <> 'muted'
        order by seq desc limit 1
      ) as event`,
    )
    .where("alerts.resource_id", resourceId)
    .select("event.*");
  return new Map(rows.map((row) => [row.alert_id, row]));
}

/** An event that is to be told; null when it was told, given up or removed. */
export async function findPending(db: Db, resourceId: string, id: string): Promise<AlertEventRow | null> {
  return (
    (await db<AlertEventRow>("alert_events").where({ id, resource_id: resourceId, delivery: "pending" }).first()) ??
    null
  );
}

/**
 * Takes events that are due to be told; each is due again at `againAt`, should whoever took it die. Of one alert they are told
 * in their order, so that what is over does not seem to begin; only a test waits for nothing.
 */
export async function takeDue(
  db: Db,
  times: { now: Date; againAt: Date },
  limit: number,
): Promise<{ id: string; resourceId: string }[]> {
  const due = db("alert_events as event")
    .where("event.delivery", "pending")
    .where("event.next_try_at", "<=", times.now)
    .where((q) =>
      q
        .where("event.type", "test")
        .orWhereNotExists(
          db("alert_events as earlier")
            .whereRaw("earlier.alert_id = event.alert_id and earlier.seq < event.seq")
            .where("earlier.delivery", "pending")
            .whereNot("earlier.type", "test"),
        ),
    )
    .orderBy("event.next_try_at")
    .limit(limit)
    .forUpdate("event")
    .skipLocked()
    .select("event.id");
  const taken = await db<AlertEventRow>("alert_events")
    .whereIn("id", due)
    .update({ next_try_at: times.againAt })
    .returning(["id", "resource_id"]);
  return taken.map(({ id, resource_id }) => ({ id, resourceId: resource_id }));
}

/** How an attempt ended; `nextTryAt` null: it was the last. */
export async function saveAttempt(
  db: Db,
  { id, resource_id }: Pick<AlertEventRow, "id" | "resource_id">,
  attempt: { delivery: "pending" | "delivered" | "failed"; error: string | null; nextTryAt: Date | null },
): Promise<void> {
  await db<AlertEventRow>("alert_events")
    .where({ id, resource_id, delivery: "pending" })
    .update({
      delivery: attempt.delivery,
      error: attempt.error,
      next_try_at: attempt.nextTryAt,
      attempts: db.raw("attempts + 1") as never,
    });
}

/** @returns how many */
export async function forgetBefore(db: Db, before: Date): Promise<number> {
  return db<AlertEventRow>("alert_events").where("at", "<", before).delete();
}
