import type { Services } from "../../context.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { insertChanges } from "../../stores/clickhouse/changes/changes.ts";

/** Stores changes of any source, any number of times: an event is read once. */
export async function storeChanges({ stores }: Pick<Services, "stores">, rows: readonly ChangeRow[]): Promise<void> {
  await insertChanges(stores.clickhouse, rows);
}
