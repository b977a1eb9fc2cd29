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
    const client = new Redis(url, { retryStrategy, lazyConnect: false, ...redisTls(url), ...options });
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

/** Heroku Key-Value Store shows a self-signed certificate: `rediss` is spoken to in TLS without checking whose it is. */
export function redisTls(url: string): RedisOptions {
  return url.startsWith("rediss:") ? { tls: { rejectUnauthorized: false } } : {};
}

/** Resolves once commands can be sent; used at start, where waiting is right. */
export async function waitUntilReady(client: Redis): Promise<void> {
  if (client.status === "ready") return;
  await new Promise<void>((resolve) => client.once("ready", () => resolve()));
}
