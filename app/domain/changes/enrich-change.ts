import type { Enrichment } from "../../contract/change.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import type { GeoIp } from "../../stores/geoip.ts";
import { PROVIDERS } from "./attribution.ts";

/**
 * Adds what the configured databases know of the address a change was made from. What they do not know stays empty, and
 * each enrichment names whose data it is and of which day.
 */
export function enrichChange(row: ChangeRow, geoip: GeoIp): ChangeRow {
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
          // An unknown maker is named by its database.
          provider: PROVIDERS.find(({ databases }) => databases.test(name))?.provider ?? name,
          type: about,
          value: row.srcIP,
        }),
      ),
    ],
  };
}
