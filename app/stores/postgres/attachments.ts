import type { Db } from "./connection.ts";

/** One app bound to a resource; its `id` is the `drain_id` of the lines that came through it. */
export interface AttachmentRow {
  id: string;
  resource_id: string;
  log_drain_token_hash: string;
  log_drain_token_sealed: string | null;
  log_drain_token_fingerprint: string;
  heroku_attachment_id: string | null;
  name: string | null;
  app_id: string | null;
  app_name: string | null;
  created_at: Date;
  /** When Heroku last told us of it. */
  seen_at: Date;
  removed_at: Date | null;
}

export type NewAttachment = Pick<
  AttachmentRow,
  "resource_id" | "log_drain_token_hash" | "log_drain_token_sealed" | "log_drain_token_fingerprint"
> &
  Partial<Pick<AttachmentRow, "heroku_attachment_id" | "name" | "app_id" | "app_name">>;

/** What the drain's door needs to know of a token, in one read. */
export interface DrainOwner {
  drain_id: string;
  resource_id: string;
  plan: string;
  state: "provisioning" | "provisioned" | "deprovisioned";
  removed_at: Date | null;
}

/**
 * Learns a drain token, or refreshes what is known of it (app renamed, attachment named). A token never moves to
 * another resource: Heroku mints one per attachment, so a row of another resource is left alone.
 *
 * Call it in a transaction that began after Heroku had told of the token: its beginning is when the token was seen.
 */
export async function upsert(db: Db, attachment: NewAttachment): Promise<void> {
  await db<AttachmentRow>("attachments")
    .insert(attachment)
    .onConflict("log_drain_token_hash")
    .merge({
      heroku_attachment_id: db.raw(
        "coalesce(excluded.heroku_attachment_id, attachments.heroku_attachment_id)",
      ) as never,
      name: db.raw("coalesce(excluded.name, attachments.name)") as never,
      app_id: db.raw("coalesce(excluded.app_id, attachments.app_id)") as never,
      app_name: db.raw("coalesce(excluded.app_name, attachments.app_name)") as never,
      seen_at: db.fn.now() as never,
      removed_at: null,
    })
    .where("attachments.resource_id", attachment.resource_id);
}

export async function listOfResource(db: Db, resourceId: string): Promise<AttachmentRow[]> {
  return db<AttachmentRow>("attachments").where({ resource_id: resourceId }).orderBy("created_at");
}

/** The apps of drains, whoever's they are; ids that are no attachment's are left out. */
export async function listByIds(
  db: Db,
  ids: readonly string[],
): Promise<Pick<AttachmentRow, "id" | "app_id" | "app_name">[]> {
  return db<AttachmentRow>("attachments")
    .whereIn("id", [...ids])
    .select("id", "app_id", "app_name");
}

export async function findOwner(db: Db, tokenHash: string): Promise<DrainOwner | null> {
  const row = await db("attachments")
    .join("resources", "resources.id", "attachments.resource_id")
    .where("attachments.log_drain_token_hash", tokenHash)
    .first<DrainOwner>(
      "attachments.id as drain_id",
      "attachments.resource_id",
      "attachments.removed_at",
      "resources.plan",
      "resources.state",
    );
  return row ?? null;
}

/**
 * The time by the clock that stamps `seen_at`; ask before reading Heroku's list.
 *
 * @returns as Postgres writes it, to the microsecond: a Date would cut that off
 */
export async function readClock(db: Db): Promise<string> {
  const { rows } = (await db.raw("select clock_timestamp()::text as at")) as { rows: [{ at: string }] };
  return rows[0].at;
}

/**
 * Tombstones the attachments whose tokens Heroku no longer lists; their lines keep their app's name. One that was seen
 * since the list began to be read stays: the list may be older than that, and a living token would be answered 404.
 *
 * @param readSince `readClock` from before the list was asked for
 */
export async function removeMissing(
  db: Db,
  resourceId: string,
  list: { hashes: readonly string[]; readSince: string },
  at: Date,
): Promise<number> {
  return db<AttachmentRow>("attachments")
    .where({ resource_id: resourceId })
    .whereNull("removed_at")
    .where("seen_at", "<", list.readSince)
    .whereNotIn("log_drain_token_hash", [...list.hashes])
    .update({ removed_at: at, log_drain_token_sealed: null });
}

/** On deprovision: every token of the resource is forgotten but its hash, which answers 404 from now on. */
export async function removeAll(db: Db, resourceId: string, at: Date): Promise<void> {
  await db<AttachmentRow>("attachments")
    .where({ resource_id: resourceId })
    .update({ removed_at: db.raw("coalesce(removed_at, ?)", [at]) as never, log_drain_token_sealed: null });
}

/** An app was renamed; ids stay, so its lines are found under the new name at once. */
export async function renameApp(db: Db, resourceId: string, appId: string, appName: string): Promise<void> {
  await db<AttachmentRow>("attachments")
    .where({ resource_id: resourceId, app_id: appId })
    .update({ app_name: appName });
}

/** The living attachments whose token we still hold. */
export async function listLiving(db: Db, resourceId: string): Promise<AttachmentRow[]> {
  return db<AttachmentRow>("attachments")
    .where({ resource_id: resourceId })
    .whereNull("removed_at")
    .orderBy("created_at");
}
