import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { changesOf, makeToldResource, tellByAudit } from "../../../support/changes.ts";
import { encodeMmdb } from "../../../support/mmdb.ts";
import { startTestService, type TestService } from "../../../support/service.ts";
import { makeTempDir } from "../../../support/stores.ts";

let service: TestService;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temp = await makeTempDir("mmdb");
  remove = temp.remove;
  const city = path.join(temp.dir, "city.mmdb");
  const networks = { "81.2.69.0/24": { city: { names: { en: "Bern" } }, country: { iso_code: "CH" } } };
  await writeFile(city, encodeMmdb({ type: "DBIP-City-Lite", builtAt: new Date("2026-11-01"), networks }));
  service = await startTestService({ hasWorkers: false, env: { GEOIP_CITY_MMDB: city } });
});
afterAll(async () => {
  await service.stop();
  await remove();
});

it("an answer with places of addresses carries the attribution their maker asks for, and no other answer does", async () => {
  const resource = await makeToldResource(service);
  const at = new Date(Date.now() - 60_000);
  await tellByAudit(service, resource, { request: { ip_address: "81.2.69.142" } }, at);
  await tellByAudit(service, resource, { type: "app", action: "update", request: { ip_address: "10.0.0.7" } }, at);
  const placed = await changesOf(service, resource, () => true, { query: "country:CH" });
  expect(placed.data).toMatchObject([{ srcCity: "Bern", srcASCountryCode: "CH" }]);
  expect(placed.data[0]?.enrichments[0]).toMatchObject({ provider: "DB-IP", name: "DBIP-City-Lite 2026-11-01" });
  expect(placed.attribution).toEqual([{ text: "IP Geolocation by DB-IP", url: "https://db-ip.com" }]);
  const unplaced = await changesOf(service, resource, () => true, { query: "type:app" });
  expect(unplaced).toMatchObject({ data: [{ srcCity: "", enrichments: [] }], attribution: [] });
  const file = await fetch(`${service.url}/api/v1/changes/export`, {
    headers: { authorization: `Bearer ${resource.apiToken}` },
  });
  expect(file.headers.get("draintrail-attribution")).toBe("IP Geolocation by DB-IP <https://db-ip.com>");
  await file.body?.cancel();
});
