import type { Line } from "../../contract/line.ts";
import type { RedisConnections } from "./connection.ts";

/**
 * Live tail between the workers that store lines and the web processes that show them.
 * A worker publishes a resource's lines only while somebody watches it, so an unwatched resource costs one key look-up
 * a batch. Pub/sub is at most once: what a slow subscriber misses is stored and searchable.
 */
export interface TailChannel {
  /** Of these resources, the ones somebody watches. */
  watched(resourceIds: readonly string[]): Promise<Set<string>>;
  publish(resourceId: string, lines: readonly Line[]): Promise<void>;
  /** @returns stops listening. The watch is renewed while it lasts. */
  subscribe(resourceId: string, onLines: (lines: Line[]) => void): Promise<() => Promise<void>>;
  close(): void;
}

/** A web process that dies stops being published for after this long. */
const WATCH_TTL_SECONDS = 30;
const WATCH_RENEW_MS = 10_000;

const watchKey = (resourceId: string) => `tail:watch:${resourceId}`;
const channelName = (resourceId: string) => `tail:${resourceId}`;

export function openTailChannel(redis: RedisConnections): TailChannel {
  const { commands } = redis;
  const listeners = new Map<string, Set<(lines: Line[]) => void>>();
  let subscriber: ReturnType<RedisConnections["subscriber"]> | null = null;
  const renewal = setInterval(() => {
    for (const resourceId of listeners.keys())
      commands.set(watchKey(resourceId), "1", "EX", WATCH_TTL_SECONDS).catch(() => {}); // renewed again in 10 s
  }, WATCH_RENEW_MS).unref();

  const connection = () => {
    if (subscriber) return subscriber;
    subscriber = redis.subscriber();
    subscriber.on("message", (channel: string, message: string) => {
      const lines = JSON.parse(message) as Line[];
      for (const listener of listeners.get(channel.slice("tail:".length)) ?? []) listener(lines);
    });
    return subscriber;
  };

  return {
    async watched(resourceIds) {
      if (resourceIds.length === 0) return new Set();
      const found = await commands.mget(resourceIds.map(watchKey));
      return new Set(resourceIds.filter((_, i) => found[i] !== null));
    },
    async publish(resourceId, lines) {
      await commands.publish(channelName(resourceId), JSON.stringify(lines));
    },
    async subscribe(resourceId, onLines) {
      const set = listeners.get(resourceId) ?? new Set();
      listeners.set(resourceId, set.add(onLines));
      if (set.size === 1) await connection().subscribe(channelName(resourceId));
      await commands.set(watchKey(resourceId), "1", "EX", WATCH_TTL_SECONDS);
      return async () => {
        set.delete(onLines);
        if (set.size > 0) return;
        listeners.delete(resourceId);
        await subscriber?.unsubscribe(channelName(resourceId));
      };
    },
    close() {
      clearInterval(renewal);
      listeners.clear();
    },
  };
}
