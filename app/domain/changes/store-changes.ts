import type { Services } from "../../context.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { insertChanges } from "../../stores/clickhouse/changes/changes.ts";
import { enrichChange } from "./enrich-change.ts";

/** Stores changes of any source, any number of times: an event is read once. Places of addresses are looked up here. */
export async function storeChanges({ stores }: Pick<Services, "stores">, rows: readonly ChangeRow[]): Promise<void> {
  // Makers publish monthly; two `stat`s a batch notice a new file without a restart.
  await stores.geoip.refresh();
  await insertChanges(
    stores.clickhouse,
    rows.map((row) => enrichChange(row, stores.geoip)),
  );
}
