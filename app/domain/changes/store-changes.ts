import type { Services } from "../../context.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { insertChanges } from "../../stores/clickhouse/changes/changes.ts";
import type { GeoIp } from "../../stores/geoip.ts";
import { enrichChange } from "./enrich-change.ts";

/** Stores changes of any source, any number of times: an event is read once. Places of addresses are looked up here. */
export async function storeChanges({ stores }: Pick<Services, "stores">, rows: readonly ChangeRow[]): Promise<void> {
  // Makers publish monthly; two `stat`s a batch notice a new file without a restart.
  await stores.geoip.refresh();
  const geoip = { find: remembering(stores.geoip.find) };
  await insertChanges(
    stores.clickhouse,
    rows.map((row) => enrichChange(row, geoip)),
  );
}

/** The events of an import come from few addresses. */
function remembering(find: GeoIp["find"]): GeoIp["find"] {
  const known = new Map<string, ReturnType<GeoIp["find"]>>();
  return (ip) => {
    let facts = known.get(ip);
    if (facts === undefined) {
      facts = find(ip);
      known.set(ip, facts);
    }
    return facts;
  };
}
