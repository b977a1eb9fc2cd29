import { afterAll, beforeAll, expect, it } from "vitest";
import { storeWaitingChanges } from "../../../app/domain/changes/run-store-changes.ts";
import { storeBatch } from "../../../app/domain/logs/store-frames.ts";
import { purgeResource } from "../../../app/domain/resources/purge-resource.ts";
import * as resources from "../../../app/stores/postgres/resources.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let offsetMs = 0;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock: { now: () => new Date(Date.now() + offsetMs) } });
});
afterAll(() => service.stop());

it("is not done while frames of the resource, or changes they told of, are on their way", async () => {
  const { stores } = service.services;
  const { resourceId, drainToken } = await provisionResource(service);
  const change = syslogLine("Set FEATURE_X config vars by user kim@harbor.example", { process: "api" });
  expect((await postFrame(service, drainToken, frameOf([change]))).status).toBe(204);
  await partnerCall(service, "DELETE", `/${resourceId}`);
  offsetMs = 11 * 60_000;
  const purgedAt = async () => {
    await purgeResource(service.services, { resourceId });
    return (await resources.find(stores.pg, resourceId))?.purged_at;
  };
  expect(await purgedAt()).toBeNull(); // it is in the spool

  const consumer = await stores.frames.openConsumer("late");
  await storeBatch(service.services, consumer, await consumer.seal(await consumer.readNew(64, 500)));
  await consumer.close();
  expect(await purgedAt()).toBeNull(); // its change waits for others

  await storeWaitingChanges(service.services);
  expect(await purgedAt()).toBeInstanceOf(Date);
  for (const table of ["log_lines", "heroku_audit_logs"]) {
    const ofResource = `SELECT 1 FROM ${table} WHERE resource_id = {resourceId:UUID}`;
    expect(await stores.clickhouse.query(ofResource, { resourceId })).toEqual([]);
  }
});
