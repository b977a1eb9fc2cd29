import type { Db } from "./connection.ts";

/** A drain that a customer sets by hand; its `id` is the user of its URL and the `drain_id` of its lines. */
export interface ManualDrainRow {
  id: string;
  resource_id: string;
  name: string;
  secret_hash: string;
  is_pinning: boolean;
  pinned_token_hash: string | null;
  previous_secret_hash: string | null;
  previous_pinned_token_hash: string | null;
  previous_secret_until: Date | null;
  created_at: Date;
  rotated_at: Date | null;
  revoked_at: Date | null;
}

/** A drain with what the door must know of its resource. */
export type ManualDrainOwner = ManualDrainRow & { plan: string; state: string };

/** Every drain of the resource, revoked ones included, oldest first. */
export async function listOfResource(db: Db, resourceId: string): Promise<ManualDrainRow[]> {
  return db<ManualDrainRow>("manual_drains").where({ resource_id: resourceId }).orderBy(["created_at", "id"]);
}

export async function countLiving(db: Db, resourceId: string): Promise<number> {
  const row = await db("manual_drains")
    .where({ resource_id: resourceId })
    .whereNull("revoked_at")
    .count({ n: "*" })
    .first<{ n: string }>();
  return Number(row?.n ?? 0);
}

export async function insert(
  db: Db,
  resourceId: string,
  drain: Pick<ManualDrainRow, "name" | "secret_hash" | "is_pinning" | "created_at">,
): Promise<ManualDrainRow> {
  const [row] = await db<ManualDrainRow>("manual_drains")
    .insert({ ...drain, resource_id: resourceId })
    .returning("*");
  if (!row) throw new Error("manual drain not inserted");
  return row;
}

/**
 * Puts a new secret in place and keeps the old one, with the token pinned under it, until `previousUntil`. The new
 * secret starts unpinned: a drain that is added again under a new URL gets a new token from Heroku.
 *
 * @returns null when the resource has no such living drain
 */
export async function rotate(
  db: Db,
  resourceId: string,
  id: string,
  change: { secret_hash: string; at: Date; previousUntil: Date },
): Promise<ManualDrainRow | null> {
  const [row] = await db<ManualDrainRow>("manual_drains")
    .where({ id, resource_id: resourceId })
    .whereNull("revoked_at")
    .update({
      previous_secret_hash: db.ref("secret_hash") as never,
      previous_pinned_token_hash: db.ref("pinned_token_hash") as never,
      previous_secret_until: change.previousUntil,
      secret_hash: change.secret_hash,
      pinned_token_hash: null,
      rotated_at: change.at,
    })
    .returning("*");
  return row ?? null;
}

/** @returns false when the resource has no such living drain */
export async function revoke(db: Db, resourceId: string, id: string, at: Date): Promise<boolean> {
  const revoked = await db<ManualDrainRow>("manual_drains")
    .where({ id, resource_id: resourceId })
    .whereNull("revoked_at")
    .update({ revoked_at: at });
  return revoked === 1;
}

/** On deprovision. */
export async function revokeAll(db: Db, resourceId: string, at: Date): Promise<void> {
  await db<ManualDrainRow>("manual_drains")
    .where({ resource_id: resourceId })
    .whereNull("revoked_at")
    .update({ revoked_at: at });
}

/** What the door asks of an id it was given; the resource is the answer, not the question. */
export async function findOwner(db: Db, id: string): Promise<ManualDrainOwner | null> {
  const row = await db("manual_drains")
    .join("resources", "resources.id", "manual_drains.resource_id")
    .where("manual_drains.id", id)
    .first<ManualDrainOwner>("manual_drains.*", "resources.plan", "resources.state");
  return row ?? null;
}

/**
 * Pins a drain token under one of the drain's two secrets, unless one is pinned there. One statement: of two first
 * frames at once, the row's lock lets one pin, and the other reads what was pinned.
 *
 * @returns the pinned token's hash, ours or another's; null when the drain no longer has this secret
 */
export async function pinToken(
  db: Db,
  pin: { id: string; secretHash: string; tokenHash: string },
): Promise<string | null> {
  const { rows } = await db.raw<{ rows: { pinned: string }[] }>(
    `update manual_drains set
       pinned_token_hash =
         case when secret_hash = :secretHash then coalesce(pinned_token_hash, :tokenHash) else pinned_token_hash end,
       previous_pinned_token_hash =
         case when previous_secret_hash = :secretHash then coalesce(previous_pinned_token_hash, :tokenHash)
              else previous_pinned_token_hash end
     where id = :id and revoked_at is null and (secret_hash = :secretHash or previous_secret_hash = :secretHash)
     returning case when secret_hash = :secretHash then pinned_token_hash else previous_pinned_token_hash end as pinned`,
    pin,
  );
  return rows[0]?.pinned ?? null;
}

export async function forgetRevokedBefore(db: Db, before: Date): Promise<number> {
  return db<ManualDrainRow>("manual_drains").where("revoked_at", "<", before).delete();
}
