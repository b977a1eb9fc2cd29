import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { respoolFrames } from "../../../app/domain/logs/respool-frames.ts";
import { sweepOverflow } from "../../../app/domain/logs/sweep-overflow.ts";
import * as spilledFrames from "../../../app/stores/postgres/spilled-frames.ts";
import { openFrameStream } from "../../../app/stores/redis/frame-stream.ts";
import { storedMessages } from "../../support/books.ts";
import { frameOf, spilledFrame, syslogLine } from "../../support/frames.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { letRedisAge, storeSpool } from "../../support/store-spool.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const row = (resourceId: string, text: string) => spilledFrame(resourceId, frameOf([syslogLine(text)]));
const asFrame = (of: spilledFrames.SpilledFrame) => ({
  drainId: of.drain_id,
  resourceId: of.resource_id,
  frameKey: of.frame_key,
  msgCount: of.msg_count,
  isOverQuota: of.is_over_quota,
  retentionDays: of.retention_days,
  body: of.body,
});

it("a frame in the spool and in the overflow is stored once, however long the overflow cannot move", async () => {
  const resourceId = randomUUID();
  const { pg, redis } = service.services.stores;
  const [waits, both] = [row(resourceId, "x".repeat(3_000)), row(resourceId, "both")];
  await service.services.stores.frames.accept(asFrame(both));
  // Both wait behind frames that find no room; of one the spool's answer was never heard.
  for (const each of [...Array.from({ length: 60 }, () => row(randomUUID(), "x".repeat(3_000))), waits, both])
    await spilledFrames.insert(pg, each);
  const full = openFrameStream(redis, { shards: 4, bytesMax: 3_000 });
  const services = { ...service.services, stores: { ...service.services.stores, frames: full } };
  for (let minutes = 0; minutes < 120; minutes += 10) {
    expect(await respoolFrames(services)).toBe(0);
    if (minutes === 20) await storeSpool(service.services);
    await sweepOverflow(services);
    await letRedisAge(redis.commands, 10);
  }
  expect(await pg("spilled_frames").where({ resource_id: resourceId })).toHaveLength(1);
  await respoolFrames(service.services);
  await storeSpool(service.services);
  expect((await storedMessages(service, resourceId)).sort()).toEqual(["both", "x".repeat(3_000)]);
});

it("what the spool has not had stays in the overflow", async () => {
  const resourceId = randomUUID();
  await spilledFrames.insert(service.services.stores.pg, row(resourceId, "waits"));
  expect(await sweepOverflow(service.services)).toBe(0);
  await respoolFrames(service.services);
  await storeSpool(service.services);
  expect(await storedMessages(service, resourceId)).toEqual(["waits"]);
});
