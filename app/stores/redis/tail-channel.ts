import type { Line } from "../../contract/line.ts";
import type { FramePlace } from "../../lib/line-id.ts";
import type { RedisConnections } from "./connection.ts";

/**
 * What a watched resource has new: its lines; or frames whose lines are to be read, because they were parsed before
 * anybody watched, and stored after.
 */
export type TailNews = { lines: Line[] } | { frames: FramePlace[] };

/**
 * Live tail between the workers that store lines and the web processes that show them.
 * A worker publishes a resource's lines only while somebody watches it, so an unwatched resource costs one key look-up
 * a batch. Pub/sub is at most once: what a slow subscriber misses is stored and searchable.
 */
export interface TailChannel {
  /** Of these resources, the ones somebody watches. */
  watched(resourceIds: readonly string[]): Promise<Set<string>>;
  publish(resourceId: string, news: TailNews): Promise<void>;
  /** Resolves once news come. @returns stops listening. The watch is renewed while it lasts. */
  subscribe(resourceId: string, onNews: (news: TailNews) => void): Promise<() => Promise<void>>;
  close(): void;
}

interface Watch {
  listeners: Set<(news: TailNews) => void>;
  subscribed: Promise<unknown>;
}

/** A web process that dies stops being published for after this long. */
const WATCH_TTL_SECONDS = 30;
const WATCH_RENEW_MS = 10_000;

const watchKey = (resourceId: string) => `tail:watch:${resourceId}`;
const channelName = (resourceId: string) => `tail:${resourceId}`;

export function openTailChannel(redis: RedisConnections): TailChannel {
  const { commands } = redis;
  const watches = new Map<string, Watch>();
  let subscriber: ReturnType<RedisConnections["subscriber"]> | null = null;
  const renewal = setInterval(() => {
    for (const resourceId of watches.keys())
      commands.set(watchKey(resourceId), "1", "EX", WATCH_TTL_SECONDS).catch(() => {}); // renewed again in 10 s
  }, WATCH_RENEW_MS).unref();

  const connection = () => {
    if (subscriber) return subscriber;
    subscriber = redis.subscriber();
    subscriber.on("message", (channel: string, message: string) => {
      const news = JSON.parse(message) as TailNews;
      for (const listener of watches.get(channel.slice("tail:".length))?.listeners ?? []) listener(news);
    });
    return subscriber;
  };

  return {
    async watched(resourceIds) {
      if (resourceIds.length === 0) return new Set();
      const found = await commands.mget(resourceIds.map(watchKey));
      return new Set(resourceIds.filter((_, i) => found[i] !== null));
    },
    async publish(resourceId, news) {
      await commands.publish(channelName(resourceId), JSON.stringify(news));
    },
    async subscribe(resourceId, onNews) {
      const watch = watches.get(resourceId) ?? {
        listeners: new Set(),
        subscribed: connection().subscribe(channelName(resourceId)),
      };
      watches.set(resourceId, watch);
      watch.listeners.add(onNews);
      const leave = async () => {
        watch.listeners.delete(onNews);
        if (watch.listeners.size > 0 || watches.get(resourceId) !== watch) return;
        watches.delete(resourceId);
        await subscriber?.unsubscribe(channelName(resourceId));
      };
      try {
        await watch.subscribed; // the first one's, too: its answer may still be on the way
        await commands.set(watchKey(resourceId), "1", "EX", WATCH_TTL_SECONDS);
      } catch (error) {
        await leave().catch(() => {}); // the connection is away, and the watch with it
        throw error;
      }
      return leave;
    },
    close() {
      clearInterval(renewal);
      watches.clear();
    },
  };
}
