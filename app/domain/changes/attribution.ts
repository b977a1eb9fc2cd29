import type { Attribution, ChangeAnswer } from "../../contract/change.ts";

/** What the makers of address databases ask to be shown with their data; by the `provider` that enrichments name. */
const PROVIDERS: readonly (Attribution & { provider: string; databases: RegExp })[] = [
  // CC BY 4.0: a link on pages that show the data. Source: https://db-ip.com/db/lite.php
  { provider: "DB-IP", databases: /^dbip/i, text: "IP Geolocation by DB-IP", url: "https://db-ip.com" },
  // Source: MaxMind's GeoLite2 end user licence, attribution.
  {
    provider: "MaxMind",
    databases: /^(?:geolite2|geoip2)/i,
    text: "This product includes GeoLite Data created by MaxMind",
    url: "https://www.maxmind.com",
  },
  // CC BY-SA 4.0. Source: https://ipinfo.io/lite
  { provider: "IPinfo", databases: /^ipinfo/i, text: "IP address data powered by IPinfo", url: "https://ipinfo.io" },
];

/** The maker of a database, by what it calls itself; an unknown one is named by its database. */
export function providerOf(database: string): string {
  return PROVIDERS.find(({ databases }) => databases.test(database))?.provider ?? database;
}

/** The attributions that an answer with these changes must carry; none where nothing was looked up. */
export function attributionsOf(changes: readonly ChangeAnswer[]): Attribution[] {
  return attributionsTo(changes.flatMap((change) => change.enrichments.map(({ provider }) => provider)));
}

/** Those that an answer with data of any of these databases must carry: for a stream, before its rows are known. */
export function attributionsFor(databases: readonly string[]): Attribution[] {
  return attributionsTo(databases.map(providerOf));
}

function attributionsTo(providers: readonly string[]): Attribution[] {
  const used = new Set(providers);
  return PROVIDERS.filter(({ provider }) => used.has(provider)).map(({ text, url }) => ({ text, url }));
}
