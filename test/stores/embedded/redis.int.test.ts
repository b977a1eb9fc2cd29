import { appendFile, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandLine, processIdentity } from "../../../app/stores/embedded/processes.ts";
import { startEmbeddedRedis } from "../../../app/stores/embedded/redis.ts";
import { killProcess, makeDir, recordLog, startOwner } from "./support.ts";

let temp: Awaited<ReturnType<typeof makeDir>>;
let dir: string;
beforeEach(async () => {
  temp = await makeDir();
  dir = join(temp.dir, "redis");
});
afterEach(() => temp.remove());

const start = (onExit?: (error: Error) => void, log = recordLog()) =>
  startEmbeddedRedis({ dir, log, ...(onExit && { onExit }) });
const redisPid = async () => Number(await readFile(join(dir, "redis.pid"), "utf8"));

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

const addFrames = (url: string, count: number) =>
  withRedis(url, async (redis) => {
    for (let frame = 0; frame < count; frame++) await redis.xadd("spool", "*", "frame", String(frame));
  });
const countFrames = (url: string) => withRedis(url, (redis) => redis.xlen("spool"));

describe("startEmbeddedRedis", { timeout: 60_000 }, () => {
  test("data written before stop is there after the next start", async () => {
    const first = await start();
    await addFrames(first.url, 10);
    await first.stop();
    const second = await start();
    expect(await countFrames(second.url)).toBe(10);
    await second.stop();
  });

  test("every write is on disk before it is answered, and nothing is ever evicted", async () => {
    const server = await start();
    const settings = await withRedis(server.url, (redis) =>
      redis.config("GET", "appendonly", "appendfsync", "maxmemory-policy", "save", "bind"),
    );
    const pairs = settings as string[];
    const value = (name: string) => pairs[pairs.indexOf(name) + 1];
    expect(value("appendonly")).toBe("yes");
    expect(value("appendfsync")).toBe("always");
    expect(value("maxmemory-policy")).toBe("noeviction");
    expect(value("save")).toBe("");
    expect(value("bind")).toBe("127.0.0.1");
    await server.stop();
  });

  test("it asks for a password, which no command line shows", async () => {
    const server = await start();
    const wrong = new URL(server.url);
    const { password } = wrong;
    wrong.password = "";
    await expect(withRedis(wrong.href, (redis) => redis.get("x"))).rejects.toThrow("NOAUTH");
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(await commandLine(await redisPid())).not.toContain(password);
    expect((await stat(join(dir, "redis.conf"))).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  test("killed with -9 it tells the process, and the next start finds every answered write", async () => {
    const log = recordLog();
    let tellExit: (error: Error) => void = () => undefined;
    const exit = new Promise<Error>((resolve) => {
      tellExit = resolve;
    });
    const first = await start(tellExit, log);
    await addFrames(first.url, 100);
    await killProcess(await redisPid());
    expect((await exit).message).toMatch(/^Redis \(pid \d+\) ended unexpectedly with signal SIGKILL\.$/);
    expect(log.lines).toContain(`error ${(await exit).message}`);

    const second = await start();
    expect(await countFrames(second.url)).toBe(100);
    await second.stop();
  });

  test("a last command cut short on disk is dropped, and the rest loads", async () => {
    const first = await start();
    await addFrames(first.url, 10);
    await first.stop();
    const files = await readdir(join(dir, "appendonlydir"));
    const log = files.find((name) => name.endsWith(".incr.aof")) as string;
    await appendFile(join(dir, "appendonlydir", log), "*5\r\n$4\r\nXADD\r\n$5\r\nspo");
    const second = await start();
    expect(await countFrames(second.url)).toBe(10);
    await second.stop();
  });

  test("a server that outlived its killed owner is stopped first, and all data is there", async () => {
    const owner = await startOwner(temp.dir, "redis");
    expect(owner.ready.error).toBeUndefined();
    await addFrames(owner.ready.redis as string, 10);
    await owner.killHard();
    const orphan = await redisPid();
    expect(await processIdentity(orphan)).not.toBeNull();

    const server = await start();
    expect(await processIdentity(orphan)).toBeNull();
    expect(await countFrames(server.url)).toBe(10);
    await server.stop();
  });

  test("an outliving server too stuck to answer is stopped all the same", async () => {
    const owner = await startOwner(temp.dir, "redis");
    await addFrames(owner.ready.redis as string, 10);
    const orphan = await redisPid();
    process.kill(orphan, "SIGSTOP");
    await owner.killHard();

    const server = await start();
    expect(await processIdentity(orphan)).toBeNull();
    expect(await countFrames(server.url)).toBe(10);
    await server.stop();
  });

  test("a missing program is said in one sentence that tells what to do", async () => {
    const missing = startEmbeddedRedis({ dir, log: recordLog(), redisServerPath: "/nowhere/redis-server" });
    await expect(missing).rejects.toThrow("Install Redis 6.2 or later, or set REDIS_URL to a Redis server.");
  });
});
