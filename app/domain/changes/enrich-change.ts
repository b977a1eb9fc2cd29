import type { Enrichment } from "../../contract/change.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import type { GeoIp } from "../../stores/geoip.ts";
import { providerOf } from "./attribution.ts";

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
