import { randomBytes } from "node:crypto";
import { mkdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { type Child, spawnChild } from "./child.ts";
import { findFreePort } from "./free-port.ts";
import type { EmbeddedLog } from "./log.ts";
import { commandLine, stopProcess } from "./processes.ts";

const stopSteps = [
  { signal: "SIGTERM", waitMs: 10_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;
const portAttemptsMax = 5;

export interface EmbeddedRedisOptions {
  /** Holds the append-only files and the server's configuration. Made when missing. */
  dir: string;
  log: EmbeddedLog;
  /** The program to run; `redis-server` on PATH when not given. */
  redisServerPath?: string;
  /** `false` leaves fsync to the system: for tests only. */
  isDurable?: boolean;
  /** Called once if Redis ends without `stop()`; the process should then shut down. */
  onExit?: (error: Error) => void;
}

/**
 * Runs a redis-server of our own on 127.0.0.1, on a port and with a password chosen at each start, every write on disk
 * before it is answered. The caller holds `lockDataDir`.
 *
 * @returns `url`, password included; the data is loaded and it serves when this resolves
 * @throws Error, one sentence, when the program is missing or does not come up
 */
export async function startEmbeddedRedis(
  options: EmbeddedRedisOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { log, redisServerPath = "redis-server", isDurable = true } = options;
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const dir = await realpath(options.dir);
  await clearOrphan(dir, log);

  for (let attempt = 1; ; attempt++) {
    const access = { port: await findFreePort(), password: randomBytes(24).toString("hex") };
    await writeConfig(dir, access, isDurable);
    const child = await spawnChild({
      name: "Redis",
      command: redisServerPath,
      args: [configPath(dir)],
      cwd: dir,
      log,
      stopSteps,
      levelOf: (line) => (/ # .*(error|fatal)/i.test(line) ? "warn" : "debug"),
    }).catch((error: Error) => {
      throw new Error(`${error.message}. Install Redis 6.2 or later, or set REDIS_URL to a Redis server.`);
    });
    try {
      if (await isServing(access, child)) {
        child.watch(options.onExit);
        return { url: urlOf(access), stop: () => child.stop() };
      }
    } catch (error) {
      await child.stop();
      throw error;
    }
    if (!child.tail().includes("Address already in use") || attempt === portAttemptsMax) {
      throw new Error(`Redis does not start: ${child.tail() || (await child.ended)}`);
    }
  }
}

interface Access {
  port: number;
  password: string;
}

const urlOf = ({ port, password }: Access) => `redis://:${password}@127.0.0.1:${port}`;
const configPath = (dir: string) => join(dir, "redis.conf");

/**
 * Writes the whole configuration, password included, to a file only we can read. It is there before the server starts,
 * so the next start can always reach a server that outlived us, whichever moment we were killed in; a configuration
 * sent through stdin would leave no trace, and a kill before it is sent would leave a server with Redis' defaults.
 */
async function writeConfig(dir: string, { port, password }: Access, isDurable: boolean): Promise<void> {
  const settings = [
    `port ${port}`,
    "bind 127.0.0.1",
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    `pidfile ${JSON.stringify(join(dir, "redis.pid"))}`,
    "daemonize no",
    // The spool is the only copy of a frame Heroku was told we have: on disk before the answer, never evicted.
    "appendonly yes",
    `appendfsync ${isDurable ? "always" : "no"}`,
    "maxmemory-policy noeviction",
    // Frames pass through: the log grows by all that comes while what waits stays small. Rewriting it at Redis' own 64 MB
    // would be every second under load; 256 MB are read back in about a second at the next start.
    "auto-aof-rewrite-min-size 256mb",
    'save ""',
    // After kill -9 the last command may be half-written. It was never answered, so it is cut off.
    "aof-load-truncated yes",
  ];
  await writeFile(`${configPath(dir)}.new`, `${settings.join("\n")}\n`, { mode: 0o600, flush: true });
  await rename(`${configPath(dir)}.new`, configPath(dir));
}

async function readAccess(dir: string): Promise<Access | null> {
  const config = await readFile(configPath(dir), "utf8").catch(() => "");
  const port = /^port (\d+)$/m.exec(config)?.[1];
  const password = /^requirepass (\S+)$/m.exec(config)?.[1];
  return port && password ? { port: Number(port), password } : null;
}

/**
 * Stops a server that outlived the process that started it: two servers appending to the same files would ruin them.
 * It is recognised by taking the last configuration's password, which no other program on that port would; one too
 * stuck to answer, by its pid file and its name, which Redis keeps to itself and its port.
 */
async function clearOrphan(dir: string, log: EmbeddedLog): Promise<void> {
  const access = await readAccess(dir);
  if (access === null) return;
  const answering = await askPid(access);
  const pid = answering ?? (await readStuckPid(dir, access));
  if (pid === null) return;
  log.warn({ pid }, "a Redis from an earlier start is still running: stopping it");
  // What it answered is on disk already, so one that does not listen is not waited for.
  const steps = answering === null ? stopSteps.slice(1) : stopSteps;
  const isGone = await stopProcess(pid, steps);
  if (!isGone) throw new Error(`Redis process ${pid} from an earlier start does not stop: end it by hand.`);
}

async function askPid(access: Access): Promise<number | null> {
  const info = await ask(access, (redis) => redis.info("server"));
  const pid = Number(/^process_id:(\d+)/m.exec(info ?? "")?.[1]);
  return pid > 0 ? pid : null;
}

async function readStuckPid(dir: string, { port }: Access): Promise<number | null> {
  const pid = Number(await readFile(join(dir, "redis.pid"), "utf8").catch(() => ""));
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const command = await commandLine(pid);
  const isOurs = command?.includes("redis-server") && (command.includes(`:${port}`) || command.includes(dir));
  return isOurs ? pid : null;
}

/** Waits, as long as loading the data takes, until PING is answered; false when the process ended instead. */
async function isServing(access: Access, child: Child): Promise<boolean> {
  while (!child.hasEnded()) {
    if ((await ask(access, (redis) => redis.ping())) === "PONG") return true;
    await Promise.race([sleep(25), child.ended]);
  }
  return false;
}

/** One question over a connection of its own; `null` when there is no answer within two seconds. */
async function ask<T>(access: Access, question: (redis: Redis) => Promise<T>): Promise<T | null> {
  const redis = new Redis(urlOf(access), {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
  });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}
