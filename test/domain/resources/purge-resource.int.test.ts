import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { storeChanges } from "../../../app/domain/changes/store-changes.ts";
import { purgeResource, sweepPurges } from "../../../app/domain/resources/purge-resource.ts";
import * as resources from "../../../app/stores/postgres/resources.ts";
import { changeRow } from "../../support/changes.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import {
  apiGet,
  eventually,
  partnerCall,
  provisionBody,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

let service: TestService;
let offsetMs = 0;
beforeAll(async () => {
  service = await startTestService({ clock: { now: () => new Date(Date.now() + offsetMs) } });
});
afterAll(() => service.stop());
beforeEach(() => {
  offsetMs = 0;
});

async function countRows(table: "log_lines" | "heroku_audit_logs", resourceId: string): Promise<number> {
  const [row] = await service.services.stores.clickhouse.query<{ n: number }>(
    `SELECT count() AS n FROM ${table} WHERE resource_id = {resource:UUID}`,
    { resource: resourceId },
  );
  return row?.n ?? 0;
}
const countLines = (resourceId: string) => countRows("log_lines", resourceId);
const countChanges = (resourceId: string) => countRows("heroku_audit_logs", resourceId);

it("removes events and rows of a deprovisioned resource, keeps the tombstone, and leaves its neighbour alone", async () => {
  const [gone, stays] = [await provisionResource(service), await provisionResource(service)];
  for (const each of [gone, stays]) {
    await postFrame(service, each.drainToken, frameOf([syslogLine("a line")]));
    await storeChanges(service.services, [changeRow(each.resourceId)]);
  }
  await eventually(async () => (await countLines(gone.resourceId)) === 1 && (await countLines(stays.resourceId)) === 1);
  await partnerCall(service, "DELETE", `/${gone.resourceId}`);
  await eventually(async () => (await countLines(gone.resourceId)) + (await countChanges(gone.resourceId)) === 0);

  // Not settled yet: the tombstone is not called purged before the spool can hold nothing of it any more.
  expect((await resources.find(service.services.stores.pg, gone.resourceId))?.purged_at).toBeNull();
  offsetMs = 11 * 60_000;
  await sweepPurges(service.services);
  const row = await eventually(async () => {
    const found = await resources.find(service.services.stores.pg, gone.resourceId);
    return found?.purged_at ? found : null;
  });
  expect(row).toMatchObject({ state: "deprovisioned", name: "", app_name: null, api_token_sealed: null });
  for (const table of ["api_tokens", "ledger_hours", "credentials"])
    expect(await service.services.stores.pg(table).where({ resource_id: gone.resourceId })).toEqual([]);
  expect(await countLines(stays.resourceId)).toBe(1);
  expect(await countChanges(stays.resourceId)).toBe(1);
  expect((await apiGet(service, stays.apiToken, "/resource")).status).toBe(200);

  // For ever.
  expect((await partnerCall(service, "POST", "", provisionBody({ uuid: gone.resourceId }))).status).toBe(410);
  expect((await postFrame(service, gone.drainToken, frameOf([syslogLine("too late")]))).status).toBe(404);
});

it("takes frames that wait in the overflow with it", async () => {
  const { stores } = service.services;
  const [gone, stays] = [await provisionResource(service), await provisionResource(service)];
  await partnerCall(service, "DELETE", `/${gone.resourceId}`);
  const spilled = (resourceId: string) => ({
    drain_id: resourceId,
    resource_id: resourceId,
    frame_key: "once",
    is_over_quota: false,
    retention_days: 14,
    body: Buffer.alloc(10),
  });
  // Until the purge has been, nothing is to take them elsewhere.
  await stores.pg.transaction(async (tx) => {
    await tx("spilled_frames").insert([spilled(gone.resourceId), spilled(stays.resourceId)]);
    await purgeResource({ ...service.services, stores: { ...stores, pg: tx as never } }, gone);
    expect(await tx("spilled_frames").pluck("resource_id")).toEqual([stays.resourceId]);
    expect(await tx("spilled_totals").pluck("resource_id")).toEqual([stays.resourceId]);
    await tx("spilled_frames").delete();
  });
});

it("tells its progress, and may be run again", async () => {
  const { resourceId } = await provisionResource(service);
  await partnerCall(service, "DELETE", `/${resourceId}`);
  for (let i = 0; i < 2; i++) {
    const told: number[] = [];
    await purgeResource(service.services, { resourceId }, async (percent) => void told.push(percent));
    expect(told).toEqual([60, 90, 100]);
  }
});

it("never purges a living resource", async () => {
  const { resourceId, drainToken } = await provisionResource(service);
  await postFrame(service, drainToken, frameOf([syslogLine("alive")]));
  await eventually(async () => (await countLines(resourceId)) === 1);
  await purgeResource(service.services, { resourceId });
  expect(await countLines(resourceId)).toBe(1);
});
