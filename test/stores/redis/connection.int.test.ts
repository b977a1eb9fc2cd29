import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { expect, it } from "vitest";
import { openRedis, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { openFrameStream } from "../../../app/stores/redis/frame-stream.ts";
import { eventually } from "../../support/service.ts";
import { openStoreLink } from "../../support/store-link.ts";
import { makeRedis, makeTempDir } from "../../support/stores.ts";

it("speaks to a Redis behind a socket, with its password", async () => {
  const { dir, remove } = await makeTempDir("redis-socket");
  const socket = path.join(dir, "redis.sock");
  const options = ["--port", "0", "--unixsocket", socket, "--requirepass", "a/b+c", "--save", "", "--dir", dir];
  const server = spawn("redis-server", options, { stdio: "ignore" });
  const redis = openRedis(`unix://${socket}?password=${encodeURIComponent("a/b+c")}`, () => {}); // refused until it is up
  try {
    await waitUntilReady(redis.commands);
    await redis.commands.set("one", "1");
    expect(await redis.commands.get("one")).toBe("1");
  } finally {
    await redis.close();
    server.kill("SIGKILL");
    await once(server, "exit");
    await remove();
  }
});

it("gives up a Redis that does not answer: further frames are refused at once, until it is back", async () => {
  const server = await makeRedis();
  const link = await openStoreLink(server.url);
  const redis = openRedis(link.url, () => {});
  try {
    await waitUntilReady(redis.commands);
    const frames = openFrameStream(redis, { shards: 1, bytesMax: 1_000_000 });
    const accept = () =>
      frames.accept({
        drainId: randomUUID(),
        resourceId: randomUUID(),
        frameKey: randomUUID(),
        msgCount: 1,
        isOverQuota: false,
        retentionDays: 7,
        body: Buffer.from("9 <13>1 x y"),
      });
    link.hush();
    await expect(accept()).rejects.toThrow("Command timed out");
    await expect(accept()).rejects.toThrow("Stream isn't writeable");
    await link.mend();
    expect(await eventually(() => accept().catch(() => null))).toBe("accepted");
  } finally {
    await redis.close();
    await link.close();
    await server.stop();
  }
});
