import type { Db } from "./connection.ts";

/** An incident at PagerDuty that is to be ended; its routing key sealed (lib/secrets.ts). */
export interface IncidentEndRow {
  id: string;
  resource_id: string;
  /** Of the alert that opened it. */
  alert_id: string;
  routing_key_sealed: string;
  attempts: number;
  next_try_at: Date;
}

export async function insert(
  db: Db,
  resourceId: string,
  end: Pick<IncidentEndRow, "alert_id" | "routing_key_sealed" | "next_try_at">,
): Promise<void> {
  await db<IncidentEndRow>("incident_ends").insert({ ...end, resource_id: resourceId });
}

/** Takes those that are due; each is due again at `againAt`, should whoever took it die. */
export async function takeDue(
  db: Db,
  times: { now: Date; againAt: Date },
  limit: number,
): Promise<{ id: string; resourceId: string }[]> {
  const due = db<IncidentEndRow>("incident_ends")
    .where("next_try_at", "<=", times.now)
    .orderBy("next_try_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select("id");
  const taken = await db<IncidentEndRow>("incident_ends")
    .whereIn("id", due)
    .update({ next_try_at: times.againAt })
    .returning(["id", "resource_id"]);
  return taken.map(({ id, resource_id }) => ({ id, resourceId: resource_id }));
}

export async function find(db: Db, resourceId: string, id: string): Promise<IncidentEndRow | null> {
  return (await db<IncidentEndRow>("incident_ends").where({ id, resource_id: resourceId }).first()) ?? null;
}

export async function saveAttempt(
  db: Db,
  { id, resource_id }: Pick<IncidentEndRow, "id" | "resource_id">,
  attempt: Pick<IncidentEndRow, "attempts" | "next_try_at">,
): Promise<void> {
  await db<IncidentEndRow>("incident_ends").where({ id, resource_id }).update(attempt);
}

export async function remove(db: Db, resourceId: string, id: string): Promise<void> {
  await db<IncidentEndRow>("incident_ends").where({ id, resource_id: resourceId }).delete();
}
