import type { AlertRule } from "../../contract/alert-words.ts";
import type { Db } from "./connection.ts";
import * as namedRows from "./named-rows.ts";

export type DestinationKind = "webhook" | "slack" | "pagerduty" | "email";

export interface AlertRow extends AlertRule {
  id: string;
  resource_id: string;
  name: string;
  query: string;
  destination_kind: DestinationKind;
  destination_sealed: string;
  destination_shown: string;
  signing_secret_sealed: string | null;
  state: "ok" | "firing";
  state_since: Date;
  judged_to: Date;
  due_at: Date;
  trouble: "query_too_slow" | "query_too_large" | null;
  muted_until: Date | null;
  created_at: Date;
  created_by: string;
  changed_at: Date | null;
}

/** The resource's alerts by name, whatever its case. */
export async function listOfResource(db: Db, resourceId: string): Promise<AlertRow[]> {
  return db<AlertRow>("alerts").where({ resource_id: resourceId }).orderByRaw("lower(name), id");
}

export async function find(db: Db, resourceId: string, id: string): Promise<AlertRow | null> {
  return (await db<AlertRow>("alerts").where({ id, resource_id: resourceId }).first()) ?? null;
}

/** Locks the row for the rest of the transaction. */
export async function findForUpdate(db: Db, resourceId: string, id: string): Promise<AlertRow | null> {
  return (await db<AlertRow>("alerts").where({ id, resource_id: resourceId }).forUpdate().first()) ?? null;
}

export async function countOfResource(db: Db, resourceId: string): Promise<number> {
  const row = await db("alerts").where({ resource_id: resourceId }).count({ n: "*" }).first<{ n: string }>();
  return Number(row?.n ?? 0);
}

export type NewAlert = Omit<AlertRow, "id" | "state" | "trouble" | "muted_until" | "changed_at">;

/** @returns null when another one of the resource has the name, in whatever case */
export function insert(db: Db, alert: NewAlert): Promise<AlertRow | null> {
  return namedRows.insert<AlertRow>(db, "alerts", { ...alert, state: "ok" });
}

/** What people may change, and what follows from it. */
export type AlertChanges = Partial<
  Pick<
    AlertRow,
    | "name"
    | "watches"
    | "query"
    | "condition"
    | "count"
    | "times"
    | "window_minutes"
    | "destination_kind"
    | "destination_sealed"
    | "destination_shown"
    | "signing_secret_sealed"
    | "muted_until"
    | "trouble"
    | "due_at"
  >
> & { changed_at?: Date };

/** @returns as `namedRows.change` */
export function change(
  db: Db,
  resourceId: string,
  id: string,
  changes: AlertChanges,
): Promise<AlertRow | null | "name taken"> {
  return namedRows.change<AlertRow>(db, "alerts", { resourceId, id }, changes);
}

/** @returns false when the resource has none of this id */
export function remove(db: Db, resourceId: string, id: string): Promise<boolean> {
  return namedRows.remove(db, "alerts", { resourceId, id });
}

/**
 * The living resources with an alert that is due. These alerts are due again at `againAt`, unless they are judged
 * meanwhile, so that no other process takes them and none is forgotten.
 *
 * @param limit alerts taken at once
 */
export async function takeDue(db: Db, times: { now: Date; againAt: Date }, limit: number): Promise<string[]> {
  const due = db("alerts")
    .join("resources", "resources.id", "alerts.resource_id")
    .whereNot("resources.state", "deprovisioned")
    .where("alerts.due_at", "<=", times.now)
    .orderBy("alerts.due_at")
    .limit(limit)
    .forUpdate("alerts")
    .skipLocked()
    .select("alerts.id");
  const taken: { resource_id: string }[] = await db<AlertRow>("alerts")
    .whereIn("id", due)
    .update({ due_at: times.againAt })
    .returning("resource_id");
  return [...new Set(taken.map((row) => row.resource_id))];
}

/** What an alert came to, with the lines up to `judged_to`. */
export type Judgement = Pick<AlertRow, "state" | "state_since" | "judged_to" | "due_at">;

/** @returns false when somebody has judged, changed or removed it since it was read: then nothing of this counts */
export async function saveJudgement(db: Db, read: AlertRow, judgement: Judgement): Promise<boolean> {
  const updated = await db<AlertRow>("alerts")
    .where({ id: read.id, resource_id: read.resource_id, judged_to: read.judged_to })
    .whereRaw("changed_at is not distinct from ?", [read.changed_at])
    .update({ ...judgement, trouble: null });
  return updated === 1;
}

export async function saveDue(db: Db, { id, resource_id }: AlertRow, dueAt: Date): Promise<void> {
  await db<AlertRow>("alerts").where({ id, resource_id }).update({ due_at: dueAt });
}

/** It cannot be judged, and is tried again at `dueAt`. */
export async function saveTrouble(
  db: Db,
  { id, resource_id }: AlertRow,
  trouble: AlertRow["trouble"],
  dueAt: Date,
): Promise<void> {
  await db<AlertRow>("alerts").where({ id, resource_id }).update({ trouble, due_at: dueAt });
}
