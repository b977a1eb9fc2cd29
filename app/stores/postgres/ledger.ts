import type { Db } from "./connection.ts";

/** What one resource's books gain in one hour; every count in lines but `frames` and `bytes`. */
export interface LedgerEntry {
  resourceId: string;
  hour: Date;
  frames: number;
  bytes: number;
  received: number;
  stored: number;
  /** Not stored on purpose: beyond the day's quota, or excluded. */
  shed: number;
  /** Those of `shed` that a filter of the customer excluded. */
  excluded: number;
  rejected: number;
  rejectedBy: Record<string, number>;
  duplicates: number;
  quarantined: number;
  expired: number;
  upstreamDropped: number;
  countMismatches: number;
}

export interface LedgerRow {
  hour: Date;
  frames: string;
  received: string;
  stored: string;
  shed: string;
  excluded: string;
  rejected: string;
  rejected_by: Record<string, number>;
  duplicates: string;
  quarantined: string;
  expired: string;
  upstream_dropped: string;
}

export function emptyEntry(resourceId: string, hour: Date): LedgerEntry {
  return {
    resourceId,
    hour,
    frames: 0,
    bytes: 0,
    received: 0,
    stored: 0,
    shed: 0,
    excluded: 0,
    rejected: 0,
    rejectedBy: {},
    duplicates: 0,
    quarantined: 0,
    expired: 0,
    upstreamDropped: 0,
    countMismatches: 0,
  };
}

/** Quota is counted by UTC days. */
export function startOfDay(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
}

export function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

const SUMMED = [
  "frames",
  "bytes",
  "received",
  "stored",
  "shed",
  "excluded",
  "rejected",
  "duplicates",
  "quarantined",
  "expired",
  "upstream_dropped",
  "count_mismatches",
] as const;

/** Postgres takes 65,535 values a statement, a row here has fifteen, and a batch may be of thousands of resources. */
const ROWS_A_STATEMENT = 1_000;

/** Adds the entries to the books, all or none. Rows are taken in one order, so that two workers never wait for each other in a ring. */
export async function add(db: Db, entries: readonly LedgerEntry[]): Promise<void> {
  const rows = entries
    .map((e) => ({
      resource_id: e.resourceId,
      hour: e.hour,
      frames: e.frames,
      bytes: e.bytes,
      received: e.received,
      stored: e.stored,
      shed: e.shed,
      excluded: e.excluded,
      rejected: e.rejected,
      duplicates: e.duplicates,
      quarantined: e.quarantined,
      expired: e.expired,
      upstream_dropped: e.upstreamDropped,
      count_mismatches: e.countMismatches,
      rejected_by: JSON.stringify(e.rejectedBy),
    }))
    .sort((a, b) => (a.resource_id + a.hour.toISOString() < b.resource_id + b.hour.toISOString() ? -1 : 1));
  if (rows.length === 0) return;
  await db.transaction(async (tx) => {
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) await addRows(tx, rows.slice(at, at + ROWS_A_STATEMENT));
  });
}

async function addRows(db: Db, rows: readonly object[]): Promise<void> {
  const sums = Object.fromEntries(SUMMED.map((c) => [c, db.raw(`ledger_hours.${c} + excluded.${c}`)]));
  await db("ledger_hours")
    .insert(rows)
    .onConflict(["resource_id", "hour"])
    .merge({
      ...sums,
      rejected_by: db.raw(`(
        select coalesce(jsonb_object_agg(reason, total), '{}'::jsonb) from (
          select reason, sum(lines::bigint) as total from (
            select key as reason, value as lines from jsonb_each_text(ledger_hours.rejected_by)
            union all select key, value from jsonb_each_text(excluded.rejected_by)
          ) both_sides group by reason
        ) summed)`),
    });
}

/** @param to exclusive */
export async function list(db: Db, resourceId: string, from: Date, to: Date): Promise<LedgerRow[]> {
  return db("ledger_hours")
    .where({ resource_id: resourceId })
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .orderBy("hour")
    .select<LedgerRow[]>(
      "hour",
      "frames",
      "received",
      "stored",
      "shed",
      "excluded",
      "rejected",
      "rejected_by",
      "duplicates",
      "quarantined",
      "expired",
      "upstream_dropped",
    );
}

/** Usage of one UTC day, from the books. */
export async function usageOfDay(db: Db, resourceId: string, day: Date): Promise<{ bytes: number; lines: number }> {
  const next = new Date(day.getTime() + 86_400_000);
  const row = await db("ledger_hours")
    .where({ resource_id: resourceId })
    .where("hour", ">=", day)
    .where("hour", "<", next)
    .sum({ bytes: "bytes", lines: "received" })
    .first<{ bytes: string | null; lines: string | null }>();
  return { bytes: Number(row?.bytes ?? 0), lines: Number(row?.lines ?? 0) };
}

/** Remembers a batch by its token; false when it was booked before (a replay after a crash). */
export async function claimBatch(db: Db, token: string): Promise<boolean> {
  const rows = await db("stored_batches").insert({ token }).onConflict("token").ignore().returning("token");
  return rows.length === 1;
}

export async function forgetBatchesBefore(db: Db, before: Date): Promise<number> {
  return db("stored_batches").where("stored_at", "<", before).delete();
}
