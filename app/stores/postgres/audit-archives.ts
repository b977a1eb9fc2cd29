import type { AuditArchive } from "../../contract/audit.ts";
import type { Db } from "./connection.ts";

/** One month of one source. Counts are numbers of distinct events. */
export interface ArchiveRow extends ArchiveCounts {
  id: string;
  resource_id: string;
  source_id: string;
  year: number;
  month: number;
  checksum: string | null;
  size: number | null;
  heroku_created_at: Date | null;
  status: AuditArchive["status"];
  progress: number;
  computed_checksum: string | null;
  computed_size: number | null;
  evidence_id: string | null;
  extra_ids: string[];
  covers_until: Date | null;
  error_code: NonNullable<AuditArchive["error"]>["code"] | null;
  error_advice: string | null;
  verified_at: Date | null;
  tried_at: Date | null;
  touched_at: Date | null;
}

/** How an archive compares with what is stored; the contract's words, and `unreadable` for entries that are none. */
export interface ArchiveCounts {
  events: number;
  already_stored: number;
  missing: number;
  backfilled: number;
  late: number;
  extra: number;
  unreadable: number;
}

/** A month as Heroku's list has it. */
export type ListedArchive = Pick<ArchiveRow, "year" | "month" | "checksum" | "size" | "heroku_created_at">;

export async function upsertListed(
  db: Db,
  resourceId: string,
  sourceId: string,
  listed: readonly ListedArchive[],
): Promise<void> {
  if (listed.length === 0) return;
  await db("audit_archives")
    .insert(listed.map((each) => ({ ...each, resource_id: resourceId, source_id: sourceId })))
    .onConflict(["source_id", "year", "month"])
    .merge(["checksum", "size", "heroku_created_at"]);
}

/** A backfill reaches back further than before; `from` is `2017-01` style. */
export async function reachBack(db: Db, resourceId: string, sourceId: string, from: string): Promise<void> {
  await db("audit_sources")
    .where({ resource_id: resourceId, id: sourceId })
    .where("archives_from", ">", from)
    .update({ archives_from: from });
}

/** Heroku was asked for the list. */
export async function noteListed(db: Db, resourceId: string, sourceId: string, at: Date): Promise<void> {
  await db("audit_sources").where({ resource_id: resourceId, id: sourceId }).update({ archives_listed_at: at });
}

/**
 * Sources, over all resources, whose archives Heroku was not asked for since `writtenAt`, or of which an import has
 * shown no life since `silentSince`. While the customer's budget of calls is low, archives wait.
 */
export async function listUnsynced(
  db: Db,
  { writtenAt, silentSince }: { writtenAt: Date; silentSince: Date },
): Promise<{ id: string; resource_id: string }[]> {
  return db("audit_sources")
    .where({ status: "active" })
    .whereRaw("error_code is distinct from 'audit.budget_low'")
    .where((q) =>
      q
        .whereNull("archives_listed_at")
        .orWhere("archives_listed_at", "<", writtenAt)
        .orWhereIn(
          "id",
          db("audit_archives").where("status", "importing").where("touched_at", "<", silentSince).select("source_id"),
        ),
    )
    .select("id", "resource_id");
}

/** Newest month first. */
export async function listOfSource(db: Db, resourceId: string, sourceId: string): Promise<ArchiveRow[]> {
  const rows = await db("audit_archives")
    .where({ resource_id: resourceId, source_id: sourceId })
    .orderBy([
      { column: "year", order: "desc" },
      { column: "month", order: "desc" },
    ])
    .select<ArchiveRow[]>("*");
  return rows.map(withNumbers);
}

export async function find(db: Db, resourceId: string, id: string): Promise<ArchiveRow | null> {
  const row = await db("audit_archives").where({ resource_id: resourceId, id }).first<ArchiveRow | undefined>("*");
  return row ? withNumbers(row) : null;
}

/**
 * Ends imports of a source: each notices at its next percent.
 *
 * @returns false when there were some, which may store a last batch yet
 */
export async function endImports(db: Db, resourceId: string, sourceId: string): Promise<boolean> {
  const ended = await db("audit_archives")
    .where({ resource_id: resourceId, source_id: sourceId, status: "importing" })
    .update({ status: "pending" });
  return ended === 0;
}

/** How many months of each source of a resource stand how. */
export async function countByStatus(
  db: Db,
  resourceId: string,
): Promise<{ source_id: string; status: ArchiveRow["status"]; months: number }[]> {
  const rows = await db("audit_archives")
    .where({ resource_id: resourceId })
    .groupBy("source_id", "status")
    .select<{ source_id: string; status: ArchiveRow["status"]; months: string }[]>(
      "source_id",
      "status",
      db.raw("count(*) as months"),
    );
  return rows.map((row) => ({ ...row, months: Number(row.months) }));
}

/**
 * Takes a month for import, unless somebody is at it and has shown life since `staleBefore`.
 *
 * @returns the row as it was before, null when it is not ours to import
 */
export async function claim(
  db: Db,
  resourceId: string,
  id: string,
  { now, staleBefore }: { now: Date; staleBefore: Date },
): Promise<ArchiveRow | null> {
  return db.transaction(async (tx) => {
    const row = await tx("audit_archives")
      .where({ resource_id: resourceId, id })
      .forUpdate()
      .first<ArchiveRow | undefined>("*");
    if (!row || (row.status === "importing" && row.touched_at !== null && row.touched_at > staleBefore)) return null;
    await tx("audit_archives")
      .where({ id })
      .update({ status: "importing", progress: 0, tried_at: now, touched_at: now });
    return withNumbers(row);
  });
}

/** @returns false when the month is no longer there, or no longer being imported: its source was removed */
export async function setProgress(
  db: Db,
  resourceId: string,
  id: string,
  { progress, now }: { progress: number; now: Date },
): Promise<boolean> {
  return (
    (await db("audit_archives")
      .where({ resource_id: resourceId, id, status: "importing" })
      .update({ progress, touched_at: now })) === 1
  );
}

/** The bytes came whole: they are evidence from now on, whatever they prove. */
export async function setEvidence(
  db: Db,
  resourceId: string,
  id: string,
  evidence: Pick<ArchiveRow, "evidence_id" | "computed_checksum" | "computed_size">,
): Promise<void> {
  await db("audit_archives").where({ resource_id: resourceId, id }).update(evidence);
}

export type ArchiveOutcome = Partial<ArchiveCounts> &
  Partial<Pick<ArchiveRow, "extra_ids" | "covers_until" | "verified_at">> &
  Pick<ArchiveRow, "status" | "progress" | "error_code" | "error_advice">;

export async function finish(db: Db, resourceId: string, id: string, outcome: ArchiveOutcome): Promise<void> {
  await db("audit_archives").where({ resource_id: resourceId, id }).update(outcome);
}

const COUNTS = [
  "size",
  "computed_size",
  "events",
  "already_stored",
  "missing",
  "backfilled",
  "late",
  "extra",
  "unreadable",
];

/** Postgres gives a bigint as text; bytes and counts of ours are far below 2^53. */
function withNumbers(row: ArchiveRow): ArchiveRow {
  const numbers = COUNTS.map((name) => {
    const value = row[name as keyof ArchiveRow];
    return [name, value === null ? null : Number(value)];
  });
  return { ...row, ...Object.fromEntries(numbers) };
}
