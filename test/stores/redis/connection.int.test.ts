import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, it } from "vitest";
import { openRedis, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { makeTempDir } from "../../support/stores.ts";

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
