import { Redis, type RedisOptions } from "ioredis";

/**
 * The connections a process holds. `commands` is for short commands on the request path: it fails fast instead of
 * queueing while Redis is away, so that the drain's door can spill to Postgres within Logplex's 5 seconds.
 * `blocking()` and `subscriber()` make connections that wait, each for one owner.
 */
export interface RedisConnections {
  url: string;
  commands: Redis;
  blocking(): Redis;
  subscriber(): Redis;
  close(): Promise<void>;
}

/** A healthy Redis with fsync on every write answers in single milliseconds; 1.5 s without an answer is an outage. */
const COMMAND_TIMEOUT_MS = 1_500;
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
    blocking: () => open({ maxRetriesPerRequest: 0 }),
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

/** Resolves once commands can be sent; used at start, where waiting is right. */
export async function waitUntilReady(client: Redis): Promise<void> {
  if (client.status === "ready") return;
  await new Promise<void>((resolve) => client.once("ready", () => resolve()));
}
