import type { Enrichment } from "../../contract/change.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import type { GeoIp } from "../../stores/geoip.ts";
import { providerOf } from "./attribution.ts";

/**
 * What fills in places for one batch of rows. Makers of databases publish monthly: two `stat`s a batch notice a new file
 * without a restart. The events of a batch come from few addresses, so each is looked up once.
 */
export async function openEnricher(geoip: GeoIp): Promise<(row: ChangeRow) => ChangeRow> {
  await geoip.refresh();
  const find = remembering(geoip.find);
  return (row) => enrichChange(row, { find });
}

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

/**
 * Adds what the configured databases know of the address a change was made from. What they do not know stays empty, and
 * each enrichment names whose data it is and of which day.
 */
export function enrichChange(row: ChangeRow, geoip: Pick<GeoIp, "find">): ChangeRow {
  const facts = row.srcIP === "" ? null : geoip.find(row.srcIP);
  if (facts === null) return row;
  return {
    ...row,
    srcASCountryCode: facts.countryCode,
    srcASNumber: facts.asNumber,
    srcASOrganization: facts.asOrganization,
    srcCity: facts.city,
    srcLatitude: facts.latitude,
    srcLongitude: facts.longitude,
    enrichments: [
      ...row.enrichments,
      ...facts.databases.map(
        ({ about, name, builtOn, data }): Enrichment => ({
          data,
          name: `${name} ${builtOn}`,
          provider: providerOf(name),
          type: about,
          value: row.srcIP,
        }),
      ),
    ],
  };
}
