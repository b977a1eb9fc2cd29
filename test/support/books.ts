import { startOfHour } from "../../app/stores/postgres/ledger.ts";
import type { TestService } from "./service.ts";

/** Sums of a resource's books over all hours; every count in lines but `frames`. */
export interface Books {
  frames: number;
  received: number;
  stored: number;
  shed: number;
  rejected: number;
  duplicates: number;
  upstream_dropped: number;
  count_mismatches: number;
}

const COLUMNS = [
  "frames",
  "received",
  "stored",
  "shed",
  "rejected",
  "duplicates",
  "upstream_dropped",
  "count_mismatches",
] as const;

export async function readBooks(service: Pick<TestService, "services">, resourceId: string): Promise<Books> {
  const rows = await service.services.stores.pg("ledger_hours").where({ resource_id: resourceId });
  return Object.fromEntries(
    COLUMNS.map((column) => [column, rows.reduce((sum, row) => sum + Number(row[column]), 0)]),
  ) as unknown as Books;
}

/** Makes the resource look as if it had received this much today. */
export async function bookBytes(
  service: Pick<TestService, "services">,
  resourceId: string,
  bytes: number,
): Promise<void> {
  await service.services.stores
    .pg("ledger_hours")
    .insert({ resource_id: resourceId, hour: startOfHour(new Date()), bytes });
}

/** Every stored line's message of a resource, straight from ClickHouse, in the order of positions. */
export async function storedMessages(service: Pick<TestService, "services">, resourceId: string): Promise<string[]> {
  const rows = await service.services.stores.clickhouse.query<{ message: string }>(
    "SELECT message FROM log_lines WHERE resource_id = {resource:UUID} ORDER BY timestamp, received_at, frame_seq, line_index",
    { resource: resourceId },
  );
  return rows.map((row) => row.message);
}
