import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { eventually, freePort } from "../support/service.ts";
import { makeTempDir } from "../support/stores.ts";

/** A redis-server that is killed and comes back at the same address with the same files. */
export interface KillableRedis {
  url: string;
  /** kill -9. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** As the embedded one runs: every write on disk before it is answered. */
export async function startKillableRedis(): Promise<KillableRedis> {
  const { dir, remove } = await makeTempDir("killable-redis");
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async () => {
    const settings = { port, bind: "127.0.0.1", dir, appendonly: "yes", appendfsync: "always", save: "" };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    child = spawn("redis-server", args, { stdio: "ignore" });
    const failed = once(child, "exit").then(([code]) => {
      throw new Error(`redis-server ended with ${code}`);
    });
    failed.catch(() => {}); // later it is meant to end
    await Promise.race([eventually(() => isServing(url)), failed]);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url,
    kill,
    restart: start,
    async stop() {
      await kill();
      await remove();
    },
  };
}

async function isServing(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
