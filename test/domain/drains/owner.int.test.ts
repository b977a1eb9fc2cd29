import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOwnerLookup } from "../../../app/domain/drains/owner.ts";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { type Notices, openNotices } from "../../../app/stores/redis/notices.ts";
import { createTestClock } from "../../support/clock.ts";
import {
  eventually,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

const clock = createTestClock();
let service: TestService;
let redis: RedisConnections;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
  redis = openRedis(service.redisUrl, () => {});
  await waitUntilReady(redis.commands);
});
afterAll(async () => {
  await redis.close();
  await service.stop();
});

/** The memory of another web process, which hears of changes through Redis alone. */
async function otherProcess(notices?: Notices) {
  notices ??= await openNotices(redis);
  const owners = createOwnerLookup({ ...service.services, stores: { ...service.services.stores, notices } });
  const resourceOf = async (token: string) => {
    const found = await owners.find(token);
    return typeof found === "object" && found !== null ? found.resourceId : null;
  };
  return { owners, resourceOf };
}

describe("whose a drain token is", () => {
  it("is remembered by every process, and forgotten by all of them when the resource ends", async () => {
    const { resourceOf } = await otherProcess();
    const { resourceId, drainToken } = await provisionResource(service);
    expect(await resourceOf(drainToken)).toBe(resourceId);
    await partnerCall(service, "DELETE", `/${resourceId}`);
    await eventually(async () => (await resourceOf(drainToken)) === null);
  });

  it("is asked once for many frames at once", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    let queries = 0;
    const count = () => void queries++;
    service.services.stores.pg.on("query", count);
    const { resourceOf } = await otherProcess();
    const found = await Promise.all(Array.from({ length: 50 }, () => resourceOf(drainToken)));
    service.services.stores.pg.removeListener("query", count);
    expect(new Set(found)).toEqual(new Set([resourceId]));
    expect(queries).toBe(4); // the owner, and what its treatment is made of: usage, exclusions, redaction
  });

  it("is found soon after a token was first unknown: provisioning may be seconds away", async () => {
    const { resourceOf } = await otherProcess();
    const token = "d.7a3c9c1e-3f40-4a55-8f5a-0e6c5ad9a001";
    expect(await resourceOf(token)).toBeNull();
    const { resourceId } = await provisionResource(service, { log_drain_token: token });
    clock.advance(2_001);
    expect(await resourceOf(token)).toBe(resourceId);
  });

  it("is asked again after a minute, so that a lost notice costs no more", async () => {
    const { resourceOf } = await otherProcess();
    const { resourceId, drainToken } = await provisionResource(service);
    expect(await resourceOf(drainToken)).toBe(resourceId);
    await service.services.stores
      .pg("attachments")
      .where({ resource_id: resourceId })
      .update({ removed_at: new Date() });
    expect(await resourceOf(drainToken)).toBe(resourceId);
    clock.advance(59_999);
    expect(await resourceOf(drainToken)).toBe(resourceId);
    clock.advance(1);
    expect(await resourceOf(drainToken)).toBeNull();
  });
});

describe("that a drain token is gone", () => {
  const setRemoved = (resourceId: string, removed_at: Date | null) =>
    service.services.stores.pg("attachments").where({ resource_id: resourceId }).update({ removed_at });
  /** Once Postgres has answered, and before anyone has read the answer. */
  const onNextAnswer = (act: () => void) => service.services.stores.pg.once("query-response", act);

  /** Notices that come when the test says so, and once: one's own also come back from Redis a moment later. */
  function noticesByHand() {
    let hear = (_resourceId: string) => {};
    const notices: Notices = {
      async resourceChanged(resourceId) {
        hear(resourceId);
      },
      onResourceChanged(listener) {
        hear = listener;
        return () => {};
      },
    };
    return notices;
  }

  it("is not remembered when it was read before the notice that it lives", async () => {
    const notices = noticesByHand();
    const { owners, resourceOf } = await otherProcess(notices);
    const { resourceId, drainToken } = await provisionResource(service);
    await setRemoved(resourceId, new Date());
    onNextAnswer(() => void notices.resourceChanged(resourceId));
    expect(await owners.find(drainToken)).toBe("gone");
    await setRemoved(resourceId, null);
    expect(await resourceOf(drainToken)).toBe(resourceId);
  });

  it("is no answer to a frame that came after the notice, though it was being read for another", async () => {
    const notices = noticesByHand();
    const { owners } = await otherProcess(notices);
    const { resourceId, drainToken } = await provisionResource(service);
    await setRemoved(resourceId, new Date());
    let queries = 0;
    const count = () => void queries++;
    service.services.stores.pg.on("query", count);
    const later = new Promise((resolve) =>
      onNextAnswer(() => {
        void notices.resourceChanged(resourceId);
        resolve(owners.find(drainToken));
      }),
    );
    await Promise.all([owners.find(drainToken), later]);
    service.services.stores.pg.removeListener("query", count);
    expect(queries).toBe(2);
  });

  it("is asked again after two seconds, so that a lost notice costs no more", async () => {
    const { owners, resourceOf } = await otherProcess();
    const { resourceId, drainToken } = await provisionResource(service);
    await setRemoved(resourceId, new Date());
    expect(await owners.find(drainToken)).toBe("gone");
    await setRemoved(resourceId, null);
    clock.advance(1_999);
    expect(await owners.find(drainToken)).toBe("gone");
    clock.advance(1);
    expect(await resourceOf(drainToken)).toBe(resourceId);
  });
});
