import type { Db } from "./connection.ts";

/** A frame of a token we do not know yet. */
export interface QuarantinedFrame {
  token_hash: string;
  frame_key: string;
  sender_hash: string;
  msg_count: number | null;
  line_count: number;
  body: Buffer;
}

export interface QuarantineBounds {
  frames: number;
  bytes: number;
  framesPerToken: number;
  framesPerSender: number;
  bytesPerSender: number;
}

export type QuarantineOutcome = "quarantined" | "duplicate" | "over-share" | "full";

/** Any constant of our own: serialises the few writers, so that the bounds hold exactly. */
const LOCK_KEY = 7_301_001;

/** Keeps the frame unless a bound says no. Nothing that is kept already is ever displaced. */
export async function insertBounded(
  db: Db,
  frame: QuarantinedFrame,
  bounds: QuarantineBounds,
): Promise<QuarantineOutcome> {
  return db.transaction(async (tx) => {
    await tx.raw("select pg_advisory_xact_lock(?)", [LOCK_KEY]);
    const known = await tx("quarantined_frames")
      .where({ token_hash: frame.token_hash, frame_key: frame.frame_key })
      .first("id");
    if (known) return "duplicate";
    const used = await tx("quarantined_frames").first<Record<string, string>>(
      tx.raw(
        `count(*) as frames, coalesce(sum(octet_length(body)), 0) as bytes,
         count(*) filter (where token_hash = ?) as token_frames,
         count(*) filter (where sender_hash = ?) as sender_frames,
         coalesce(sum(octet_length(body)) filter (where sender_hash = ?), 0) as sender_bytes`,
        [frame.token_hash, frame.sender_hash, frame.sender_hash],
      ),
    );
    const size = frame.body.length;
    if (Number(used?.frames) >= bounds.frames || Number(used?.bytes) + size > bounds.bytes) return "full";
    if (
      Number(used?.token_frames) >= bounds.framesPerToken ||
      Number(used?.sender_frames) >= bounds.framesPerSender ||
      Number(used?.sender_bytes) + size > bounds.bytesPerSender
    )
      return "over-share";
    await tx("quarantined_frames").insert(frame);
    return "quarantined";
  });
}

/**
 * Tokens in quarantine that are ours by now. An app that was detached again before its frames could leave is among
 * them: they were acknowledged while it was attached. One whose resource has ended is not: everything of it is purged.
 */
export async function learntTokens(
  db: Db,
): Promise<{ token_hash: string; drain_id: string; resource_id: string; plan: string }[]> {
  return db("quarantined_frames")
    .join("attachments", "attachments.log_drain_token_hash", "quarantined_frames.token_hash")
    .join("resources", "resources.id", "attachments.resource_id")
    .whereNot("resources.state", "deprovisioned")
    .distinct(
      "quarantined_frames.token_hash",
      "attachments.id as drain_id",
      "attachments.resource_id",
      "resources.plan",
    );
}

/** The frames of one token, oldest first, locked. Call inside a transaction. */
export async function takeOfToken(
  db: Db,
  tokenHash: string,
  limit: number,
): Promise<(QuarantinedFrame & { id: string })[]> {
  return db("quarantined_frames")
    .where({ token_hash: tokenHash })
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select("*");
}

export async function remove(db: Db, ids: readonly string[]): Promise<void> {
  await db("quarantined_frames")
    .whereIn("id", [...ids])
    .delete();
}

/**
 * Drops what waited too long for a token that is still nobody's, and remembers how many lines that were, by token.
 *
 * @returns lines dropped
 */
export async function expireBefore(db: Db, before: Date, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = (await tx("quarantined_frames")
      .where("created_at", "<", before)
      .whereNotExists(
        tx("attachments")
          .join("resources", "resources.id", "attachments.resource_id")
          .whereRaw("attachments.log_drain_token_hash = quarantined_frames.token_hash")
          .whereNot("resources.state", "deprovisioned"),
      )
      .delete(["token_hash", "line_count"])) as { token_hash: string; line_count: number }[];
    const byToken = new Map<string, number>();
    for (const { token_hash, line_count } of gone) byToken.set(token_hash, (byToken.get(token_hash) ?? 0) + line_count);
    for (const [token_hash, lines] of byToken)
      await tx("quarantine_expiries")
        .insert({ token_hash, lines, last_at: now })
        .onConflict("token_hash")
        .merge({ lines: tx.raw("quarantine_expiries.lines + excluded.lines"), last_at: now });
    return gone.reduce((sum, frame) => sum + frame.line_count, 0);
  });
}

/** Expired lines of tokens that were learnt too late: booked to their resource once, then forgotten. */
export async function takeLearntExpiries(db: Db): Promise<{ resource_id: string; lines: number }[]> {
  const { rows } = (await db.raw(
    `delete from quarantine_expiries using attachments join resources on resources.id = attachments.resource_id
     where attachments.log_drain_token_hash = quarantine_expiries.token_hash and resources.state <> 'deprovisioned'
     returning attachments.resource_id, quarantine_expiries.lines`,
  )) as { rows: { resource_id: string; lines: string }[] };
  return rows.map((row) => ({ resource_id: row.resource_id, lines: Number(row.lines) }));
}

/** Expiries of tokens nobody ever claimed. */
export async function forgetExpiriesBefore(db: Db, before: Date): Promise<number> {
  return db("quarantine_expiries").where("last_at", "<", before).delete();
}

/** On purge: frames that came before their token was learnt are the resource's, too. @returns frames dropped */
export async function removeOfResource(db: Db, resourceId: string): Promise<number> {
  return db("quarantined_frames")
    .whereIn("token_hash", db("attachments").where({ resource_id: resourceId }).select("log_drain_token_hash"))
    .delete();
}

/** Frames and bytes waiting, and when the oldest came. Bounded, so all are counted. */
export async function depth(db: Db): Promise<{ frames: number; bytes: number; oldestMs: number | null }> {
  const row = await db("quarantined_frames").first<{ frames: string; bytes: string; oldest: Date | null }>(
    db.raw("count(*) as frames, coalesce(sum(octet_length(body)), 0) as bytes, min(created_at) as oldest"),
  );
  return { frames: Number(row?.frames), bytes: Number(row?.bytes), oldestMs: row?.oldest?.getTime() ?? null };
}
