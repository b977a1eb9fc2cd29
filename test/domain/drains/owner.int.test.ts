import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOwnerLookup } from "../../../app/domain/drains/owner.ts";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { openNotices } from "../../../app/stores/redis/notices.ts";
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
async function otherProcess() {
  const notices = await openNotices(redis);
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
    expect(queries).toBeLessThanOrEqual(3);
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
    clock.advance(60_001);
    expect(await resourceOf(drainToken)).toBeNull();
  });
});
