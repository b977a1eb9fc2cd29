import type { Services } from "../../context.ts";
import { ChangeBlock, type ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { insertChanges } from "../../stores/clickhouse/changes/changes.ts";
import { openEnricher } from "./enrich-change.ts";

/** Stores changes of any source, any number of times: an event is read once. Places of addresses are looked up here. */
export async function storeChanges({ stores }: Pick<Services, "stores">, rows: readonly ChangeRow[]): Promise<void> {
  const enrich = await openEnricher(stores.geoip);
  const block = new ChangeBlock();
  for (const row of rows) block.add(enrich(row));
  await insertChanges(stores.clickhouse, block);
}
