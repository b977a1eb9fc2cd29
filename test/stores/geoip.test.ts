import { utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrichChange } from "../../app/domain/changes/enrich-change.ts";
import { type GeoIp, openGeoIp } from "../../app/stores/geoip.ts";
import { changeRow } from "../support/changes.ts";
import { encodeMmdb } from "../support/mmdb.ts";
import { makeTempDir } from "../support/stores.ts";

const builtAt = new Date("2026-11-01T00:00:00Z");
const RESOURCE = "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60";

let dir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await makeTempDir("geoip"));
});
afterAll(() => remove());

async function write(name: string, database: Parameters<typeof encodeMmdb>[0]): Promise<string> {
  const file = path.join(dir, name);
  await writeFile(file, encodeMmdb(database));
  return file;
}

const rowAt = (ip: string | null) => changeRow(RESOURCE, { request: ip === null ? null : { ip_address: ip } });
const placeOf = (geoip: GeoIp, ip: string | null) => {
  const row = enrichChange(rowAt(ip), geoip);
  return [row.srcASCountryCode, row.srcASNumber, row.srcASOrganization, row.srcCity, row.srcLatitude, row.srcLongitude];
};
const NOWHERE = ["", 0, "", "", 0, 0];

describe("databases of MaxMind's shape", () => {
  it("give place and network of a public address, and say whose data it is and of which day", async () => {
    const geoip = await openGeoIp({
      city: await write("city.mmdb", {
        type: "DBIP-City-Lite",
        builtAt,
        networks: {
          "81.2.69.0/24": {
            city: { names: { en: "Zürich", de: "Zuerich" } },
            country: { iso_code: "CH" },
            location: { latitude: 47.3769, longitude: 8.5417 },
          },
          "2a02:cf40::/29": { country: { iso_code: "NO" } },
        },
      }),
      asn: await write("asn.mmdb", {
        type: "GeoLite2-ASN",
        builtAt,
        networks: { "81.2.69.0/24": { autonomous_system_number: 64_496, autonomous_system_organization: "Quay Net" } },
      }),
    });
    const row = enrichChange(rowAt("81.2.69.142"), geoip);
    expect(placeOf(geoip, "81.2.69.142")).toEqual(["CH", 64_496, "Quay Net", "Zürich", 47.3769, 8.5417]);
    expect(row.enrichments).toEqual([
      {
        name: "DBIP-City-Lite 2026-11-01",
        provider: "DB-IP",
        type: "city",
        value: "81.2.69.142",
        data: { city: "Zürich", countryCode: "CH", latitude: "47.3769", longitude: "8.5417" },
      },
      {
        name: "GeoLite2-ASN 2026-11-01",
        provider: "MaxMind",
        type: "asn",
        value: "81.2.69.142",
        data: { asNumber: "64496", asOrganization: "Quay Net" },
      },
    ]);
    expect([row.srcConnectionType, row.srcISP, row.srcUserType]).toEqual(["", "", ""]);
    expect(placeOf(geoip, "2a02:cf41::7")).toEqual(["NO", 0, "", "", 0, 0]);
    expect(placeOf(geoip, "::ffff:81.2.69.142")[0]).toBe("CH");
  });
});

describe("databases of ip-location-db's and IPinfo's shape", () => {
  it("are read too: flat keys, numbers as text", async () => {
    const flat = await openGeoIp({
      city: await write("flat.mmdb", {
        type: "dbip-city",
        builtAt,
        networks: { "81.2.69.0/24": { city: "Bern", country_code: "CH", latitude: "46.9480", longitude: "7.4474" } },
      }),
      asn: await write("ipinfo.mmdb", {
        type: "ipinfo generic_country_asn_free.mmdb",
        builtAt,
        networks: { "81.2.69.0/24": { asn: "AS64496", as_name: "Quay Net", country_code: "LI" } },
      }),
    });
    expect(placeOf(flat, "81.2.69.142")).toEqual(["LI", 64_496, "Quay Net", "Bern", 46.948, 7.4474]);
    expect(enrichChange(rowAt("81.2.69.142"), flat).enrichments.map(({ provider }) => provider)).toEqual([
      "DB-IP",
      "IPinfo",
    ]);
  });
});

describe("nothing is guessed", () => {
  it.each([null, "", "no address", "10.1.2.3", "127.0.0.1", "169.254.1.1", "::1", "fd00::1", "203.0.113.24"])(
    "for %s, whatever a database says",
    async (ip) => {
      const everything = { city: "X", country_code: "XX" };
      const geoip = await openGeoIp({
        city: await write("all.mmdb", { type: "x", builtAt, networks: { "::/1": everything, "8000::/1": everything } }),
        asn: null,
      });
      expect(placeOf(geoip, ip)).toEqual(NOWHERE);
      expect(enrichChange(rowAt(ip), geoip).enrichments).toEqual([]);
    },
  );

  it("for an address no database knows, and without any database", async () => {
    const city = await write("one.mmdb", { type: "x", builtAt, networks: { "81.2.69.0/24": { city: "Bern" } } });
    for (const geoip of [await openGeoIp({ city, asn: null }), await openGeoIp({ city: null, asn: null })])
      expect(placeOf(geoip, "81.2.70.1")).toEqual(NOWHERE);
  });
});

describe("the file", () => {
  it("that is missing or no database is an error at the start", async () => {
    await expect(openGeoIp({ city: path.join(dir, "missing.mmdb"), asn: null })).rejects.toThrow(
      /^GEOIP_CITY_MMDB .*ENOENT/,
    );
    const broken = path.join(dir, "broken.mmdb");
    await writeFile(broken, "not a database");
    await expect(openGeoIp({ city: null, asn: broken })).rejects.toThrow(/^GEOIP_ASN_MMDB /);
  });

  it("that is replaced is read again; a broken one is not, until it is whole", async () => {
    const networks = (city: string) => ({ "81.2.69.0/24": { city } });
    const file = await write("changing.mmdb", { type: "x", builtAt, networks: networks("Bern") });
    const geoip = await openGeoIp({ city: file, asn: null });
    await writeFile(file, "half a file");
    await utimes(file, new Date(), new Date(Date.now() + 10_000));
    await geoip.refresh();
    expect(placeOf(geoip, "81.2.69.142")[3]).toBe("Bern");
    await write("changing.mmdb", { type: "x", builtAt, networks: networks("Basel") });
    await utimes(file, new Date(), new Date(Date.now() + 20_000));
    await geoip.refresh();
    expect(placeOf(geoip, "81.2.69.142")[3]).toBe("Basel");
  });
});
