import { Redis, type RedisOptions } from "ioredis";

/**
 * The connections a process holds. `commands` is for short commands on the request path: it fails fast instead of
 * queueing while Redis is away, so that the drain's door can spill to Postgres within Logplex's 5 seconds.
 * `blocking` and `subscriber` make connections that wait, each for one owner.
 */
export interface RedisConnections {
  url: string;
  commands: Redis;
  /** @param name as `CLIENT LIST` tells it, so without spaces */
  blocking(name: string): Redis;
  subscriber(): Redis;
  close(): Promise<void>;
}

/** A healthy Redis with fsync on every write answers in single milliseconds; 1.5 s without an answer is an outage. */
const COMMAND_TIMEOUT_MS = 1_500;
/**
 * Who waits for new entries hears from Redis every second at the latest (`IDLE_BLOCK_MS`). A connection that is silent for
 * longer is dead, whether or not the system has noticed: packets that vanish (a failover, a NAT) make no error for hours.
 */
const BLOCKING_SILENCE_MS = 6_000;
/** Reconnect quickly at first, then every 2 s: an outage ends for us within 2 s of its end. */
const retryStrategy = (attempt: number) => Math.min(attempt * 50, 2_000);

export function openRedis(url: string, onError: (error: Error) => void): RedisConnections {
  const opened: Redis[] = [];
  const open = (options: RedisOptions): Redis => {
    const client = connectRedis(url, { retryStrategy, lazyConnect: false, ...options });
    client.on("error", onError); // without a listener ioredis prints to the console
    opened.push(client);
    return client;
  };
  const waiting: RedisOptions = { maxRetriesPerRequest: null };
  return {
    url,
    commands: open({ commandTimeout: COMMAND_TIMEOUT_MS, enableOfflineQueue: false, maxRetriesPerRequest: 0 }),
    // No resending: a read whose answer was lost has already made its entries pending, and must be read back as such.
    blocking: (connectionName) =>
      open({ connectionName, commandTimeout: BLOCKING_SILENCE_MS, maxRetriesPerRequest: 0 }),
    subscriber: () => open(waiting),
    async close() {
      for (const client of opened) client.disconnect();
    },
  };
}

/**
 * A client, connecting.
 *
 * @param url `redis:`, `rediss:`, or `unix:///path/of/redis.sock?password=…`
 */
export function connectRedis(url: string, options: RedisOptions): Redis {
  // ioredis takes a socket by its path alone, with the same parameters.
  if (url.startsWith("unix://")) return new Redis(url.slice("unix://".length), options);
  // Heroku Key-Value Store shows a self-signed certificate: it is spoken to in TLS without checking whose it is.
  return new Redis(url, { ...(url.startsWith("rediss:") && { tls: { rejectUnauthorized: false } }), ...options });
}

/** ioredis' words for a command that met its time limit, which has no code. */
const TIMED_OUT = "Command timed out";

/**
 * The answer to a command. A connection that gives none in time is given up and made anew: until the system notices, which
 * takes a quarter of an hour, what was written to it would stay in memory, and each further command would wait for its own
 * time limit instead of failing at once. (Not ioredis' `socketTimeout`, whose timer outlives its connection and ends the next.)
 */
export async function answerOf<T>(client: Redis, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.message === TIMED_OUT) client.disconnect(true);
    throw error;
  }
}

/** Resolves once commands can be sent; used at start, where waiting is right. */
export async function waitUntilReady(client: Redis): Promise<void> {
  if (client.status === "ready") return;
  await new Promise<void>((resolve) => client.once("ready", () => resolve()));
}
