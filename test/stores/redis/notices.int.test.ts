import { afterAll, beforeAll, expect, it } from "vitest";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { openNotices } from "../../../app/stores/redis/notices.ts";
import { makeRedis } from "../../support/stores.ts";

let server: Awaited<ReturnType<typeof makeRedis>>;
const opened: RedisConnections[] = [];
beforeAll(async () => {
  server = await makeRedis();
});
afterAll(async () => {
  for (const redis of opened) await redis.close();
  await server.stop();
});

/** A process of its own, as far as Redis can tell. */
async function openProcess() {
  const redis = openRedis(server.url, () => {});
  opened.push(redis);
  await waitUntilReady(redis.commands);
  const notices = await openNotices(redis);
  const heard: string[] = [];
  const waiting = new Map<string, () => void>();
  notices.onResourceChanged((resourceId) => {
    heard.push(resourceId);
    waiting.get(resourceId)?.();
  });
  return { redis, notices, heard, hears: (resourceId: string) => new Promise<void>((r) => waiting.set(resourceId, r)) };
}

it("a notice is heard once by every process: by its own at once, and not again by way of Redis", async () => {
  const [one, other] = [await openProcess(), await openProcess()];
  const arrived = other.hears("changed");
  const told = one.notices.resourceChanged("changed");
  expect(one.heard).toEqual(["changed"]);
  await Promise.all([told, arrived]);
  // Redis keeps their order: once this one is here, an echo of the first would be, too.
  const last = one.hears("last");
  await other.notices.resourceChanged("last");
  await last;
  expect(one.heard).toEqual(["changed", "last"]);
  expect(other.heard).toEqual(["changed", "last"]);
});

it("a notice of the version before, which does not say who tells it, is heard", async () => {
  const { redis, heard, hears } = await openProcess();
  const arrived = hears("changed-by-an-older-process");
  await redis.commands.publish("resource-changed", "changed-by-an-older-process");
  await arrived;
  expect(heard).toEqual(["changed-by-an-older-process"]);
});
