import type { Db } from "./connection.ts";
import { storableJson, storableText } from "./storable.ts";

/** One provisioned add-on; `id` is Heroku's uuid. Read by every request that belongs to a resource. */
export interface ResourceRow {
  id: string;
  name: string;
  plan: string;
  region: string;
  callback_url: string | null;
  options: Record<string, string>;
  state: "provisioning" | "provisioned" | "deprovisioned";
  heroku_access: HerokuAccess;
  api_token_sealed: string | null;
  app_id: string | null;
  app_name: string | null;
  created_at: Date;
  updated_at: Date;
  deprovisioned_at: Date | null;
  /** Provisioned asynchronously: a repeat of the call gets the 202 it got then. */
  is_async: boolean;
  purged_at: Date | null;
}
/** pending: a grant waits to be exchanged; none: Heroku sent no grant; broken: Heroku refuses our credential. */
export type HerokuAccess = "pending" | "ok" | "none" | "broken";

export type NewResource = Pick<
  ResourceRow,
  "id" | "name" | "plan" | "region" | "callback_url" | "options" | "heroku_access" | "api_token_sealed" | "is_async"
>;

/** Inserts unless the uuid exists; the row as it stands afterwards, and whether this call made it. */
export async function insertOrFind(db: Db, resource: NewResource): Promise<{ row: ResourceRow; isNew: boolean }> {
  const inserted = await db<ResourceRow>("resources")
    .insert({
      ...resource,
      name: storableText(resource.name),
      region: storableText(resource.region),
      callback_url: storableText(resource.callback_url),
      options: storableJson(resource.options) as never,
      state: resource.is_async ? "provisioning" : "provisioned",
    })
    .onConflict("id")
    .ignore()
    .returning("*");
  const row = inserted[0] ?? (await find(db, resource.id));
  if (!row) throw new Error(`resource ${resource.id} neither inserted nor found`);
  return { row, isNew: inserted.length === 1 };
}

export async function find(db: Db, id: string): Promise<ResourceRow | null> {
  return (await db<ResourceRow>("resources").where({ id }).first()) ?? null;
}

/** The plan of each of these resources. */
export async function plansOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<ResourceRow>("resources")
    .whereIn("id", [...ids])
    .select("id", "plan");
  return new Map(rows.map(({ id, plan }) => [id, plan]));
}

/** Locks the row for the rest of the transaction: a plan change and a deprovision of one resource never interleave. */
export async function findForUpdate(db: Db, id: string): Promise<ResourceRow | null> {
  return (await db<ResourceRow>("resources").where({ id }).forUpdate().first()) ?? null;
}

export async function setPlan(db: Db, id: string, plan: string): Promise<void> {
  await db<ResourceRow>("resources").where({ id }).update({ plan, updated_at: new Date() });
}

export async function setHerokuAccess(db: Db, id: string, heroku_access: HerokuAccess): Promise<void> {
  await db<ResourceRow>("resources").where({ id }).update({ heroku_access, updated_at: new Date() });
}

/** App names change, ids do not; the resource may be renamed too. */
export async function setNames(
  db: Db,
  id: string,
  names: { name: string; app_id: string | null; app_name: string | null },
): Promise<void> {
  await db<ResourceRow>("resources")
    .where({ id })
    .update({ ...names, updated_at: new Date() });
}

/** The tombstone: keeps the uuid (it answers 410 for ever), drops the secret. */
export async function markDeprovisioned(db: Db, id: string, at: Date): Promise<void> {
  await db<ResourceRow>("resources")
    .where({ id })
    .update({ state: "deprovisioned", api_token_sealed: null, deprovisioned_at: at, updated_at: at });
}

/** Living resources whose attachments Heroku can be asked about; the broken ones too, since a refresh may heal them. */
export async function listSyncable(db: Db): Promise<string[]> {
  return db<ResourceRow>("resources")
    .whereNot("state", "deprovisioned")
    .whereIn("heroku_access", ["ok", "broken"])
    .pluck("id");
}

/** Asynchronous provisionings under way. */
export async function listProvisioning(db: Db): Promise<ResourceRow[]> {
  return db<ResourceRow>("resources").where({ state: "provisioning" });
}

export async function markProvisioned(db: Db, id: string, at: Date): Promise<void> {
  await db<ResourceRow>("resources")
    .where({ id, state: "provisioning" })
    .update({ state: "provisioned", updated_at: at });
}

/** Tombstones whose events may still be there. */
export async function listUnpurged(db: Db): Promise<string[]> {
  return db<ResourceRow>("resources").where({ state: "deprovisioned" }).whereNull("purged_at").pluck("id");
}

/** What is left of a purged resource is its uuid and its dates. */
export async function markPurged(db: Db, id: string, at: Date): Promise<void> {
  await db<ResourceRow>("resources")
    .where({ id })
    .update({
      purged_at: at,
      name: "",
      app_id: null,
      app_name: null,
      callback_url: null,
      options: JSON.stringify({}) as never,
    });
}
