import { randomUUID } from "node:crypto";
import type { ClickHouse } from "../connection.ts";
import { type ChangeRow, encodeChanges } from "./change-block.ts";

/**
 * Stores changes; of the same event (resource, time, id) one row is ever read, whether it comes twice in this call, in
 * a later one or after a crash. Batches of a thousand or more are what makes imports fast.
 */
export async function insertChanges(clickhouse: ClickHouse, rows: readonly ChangeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { names, block } = encodeChanges(rows);
  // The rows themselves say what is a repeat: a token of our own could only make other rows vanish.
  await clickhouse.insertBlock("heroku_audit_logs", names, block, randomUUID());
}

/** Removes every change of a resource; returns when they are gone. */
export async function deleteChangesOfResource(clickhouse: ClickHouse, resourceId: string): Promise<void> {
  await clickhouse.command(
    "ALTER TABLE heroku_audit_logs DELETE WHERE resource_id = {resource:UUID} SETTINGS mutations_sync = 1",
    { resource: resourceId },
  );
}
