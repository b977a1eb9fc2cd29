import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runStoreChanges, storeWaitingChanges } from "../../../app/domain/changes/run-store-changes.ts";
import { storeBatch } from "../../../app/domain/logs/store-frames.ts";
import type { FrameConsumer, SpooledFrame } from "../../../app/stores/redis/frame-stream.ts";
import { breakClickHouse } from "../../support/break-clickhouse.ts";
import { changesOf, makeToldResource, tellByDrain } from "../../support/changes.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { partnerCall, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const always = () => true;
const minuteAgo = () => new Date(Date.now() - 60_000);

/** A consumer and all that waits for it. */
async function takeAll() {
  const consumer = await service.services.stores.frames.openConsumer(`test-${randomUUID()}`);
  await consumer.heartbeat();
  return { consumer, entries: await consumer.readNew(1_000, 500) };
}

/** Stores lines, then what waits to become a change. */
async function storeAll(consumer: FrameConsumer, entries: SpooledFrame[], options?: { isReplay: boolean }) {
  await storeBatch(service.services, consumer, entries, options);
  await storeWaitingChanges(service.services);
}

describe("lines of Heroku's API", () => {
  it("are one change each, also when the batch is stored again after a crash", async () => {
    const resource = await makeToldResource(service);
    await tellByDrain(service, resource, "Set A config vars by user dana@example.com", minuteAgo());
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    const dying = { ...consumer, acknowledge: () => Promise.reject(new Error("killed here")) };
    await expect(storeBatch(service.services, dying, entries)).rejects.toThrow("killed here");
    await storeAll(consumer, entries, { isReplay: true });
    await consumer.close();
    const { data } = await changesOf(service, resource, always);
    expect(data.map((each) => each.eventName).sort()).toEqual(["build.create", "config_change.set"]);
  });

  it("are not lost when ClickHouse goes away before they are stored", async () => {
    const resource = await makeToldResource(service);
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    const broken = breakClickHouse(service, "inserts");
    await expect(storeBatch(service.services, consumer, entries)).rejects.toThrow("ECONNREFUSED");
    broken.mend();
    await storeAll(consumer, entries, { isReplay: true });
    await consumer.close();
    expect((await changesOf(service, resource, always)).data).toHaveLength(1);
  });

  it("wait while ClickHouse is away, and are stored when it is back", async () => {
    const resource = await makeToldResource(service);
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    await storeBatch(service.services, consumer, entries);
    await consumer.close();
    const broken = breakClickHouse(service, "inserts");
    await expect(storeWaitingChanges(service.services)).rejects.toThrow("ECONNREFUSED");
    broken.mend();
    await storeWaitingChanges(service.services);
    expect((await changesOf(service, resource, always)).data).toHaveLength(1);
  });

  it("of several batches are stored together, once, however many try and whoever acknowledges twice", async () => {
    const resource = await makeToldResource(service);
    for (const name of ["A", "B", "C"]) {
      await tellByDrain(service, resource, `Set ${name} config vars by user dana@example.com`, minuteAgo());
      const { consumer, entries } = await takeAll();
      await storeBatch(service.services, consumer, entries);
      await consumer.acknowledge(entries, "what a sleeper would add again");
      await consumer.close();
    }
    await Promise.all([1, 2, 3].map(() => storeWaitingChanges(service.services)));
    await storeWaitingChanges(service.services);
    expect((await changesOf(service, resource, always)).data).toHaveLength(3);
  });

  it("are stored with their batch when they are many", async () => {
    const resource = await makeToldResource(service);
    const texts = Array.from({ length: 300 }, (_, i) => `Set A${i} config vars by user dana@example.com`);
    const lines = texts.map((text) => syslogLine(text, { at: minuteAgo(), app: "app", process: "api" }));
    await postFrame(service, resource.drainToken, frameOf(lines));
    const { consumer, entries } = await takeAll();
    await storeBatch(service.services, consumer, entries);
    await consumer.close();
    const [stored] = await service.services.stores.clickhouse.query<{ n: number }>(
      "SELECT count() AS n FROM heroku_audit_logs WHERE resource_id = {resource:UUID}",
      { resource: resource.resourceId },
    );
    expect(stored?.n).toBe(300);
  });

  it("are stored before the process stops", async () => {
    const resource = await makeToldResource(service);
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    const loop = runStoreChanges(service.services);
    await storeBatch(service.services, consumer, entries);
    await consumer.close();
    await loop.stop();
    expect((await changesOf(service, resource, always)).data).toHaveLength(1);
  });

  it("are changes only from Heroku's API: an app that prints the same words changed nothing", async () => {
    const resource = await makeToldResource(service);
    await postFrame(
      service,
      resource.drainToken,
      frameOf([syslogLine("Set A config vars by user mallory@example.com")]),
    );
    const { consumer, entries } = await takeAll();
    await storeAll(consumer, entries);
    await consumer.close();
    expect((await changesOf(service, resource, always)).data).toEqual([]);
  });

  it("are named after the drain's app once Heroku has told us whose drain it is", async () => {
    const resource = await makeToldResource(service);
    const { pg } = service.services.stores;
    const ofResource = { resource_id: resource.resourceId };
    await pg("attachments").where(ofResource).update({ app_id: null, app_name: null });
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    await storeAll(consumer, entries);
    await consumer.close();
    expect((await changesOf(service, resource, always)).data[0]).toMatchObject({ herokuAppId: "", herokuAppName: "" });
    await pg("attachments").where(ofResource).update({ app_id: resource.appId, app_name: resource.appName });
    const { data } = await changesOf(service, resource, always, { query: `app:${resource.appName}` });
    expect(data).toMatchObject([{ herokuAppId: resource.appId, herokuAppName: resource.appName }]);
    await pg("attachments").where(ofResource).update({ app_name: "renamed" });
    expect((await changesOf(service, resource, always, { query: "app:renamed" })).data).toHaveLength(1);
  });

  it.each([
    ["test", 400],
    ["enterprise", 0],
  ])("are kept as the plan %s says: %i days", async (plan, days) => {
    const resource = await makeToldResource(service);
    expect((await partnerCall(service, "PUT", `/${resource.resourceId}`, { plan })).status).toBe(200);
    await tellByDrain(service, resource, "Build started by user dana@example.com", minuteAgo());
    const { consumer, entries } = await takeAll();
    await storeAll(consumer, entries);
    await consumer.close();
    expect((await changesOf(service, resource, always)).data[0]?.sourceTTL).toBe(days);
  });
});
