import type { RedisConnections } from "./connection.ts";

/**
 * Tells every process that what it remembers of a resource is out of date: its drain tokens, its plan, its life.
 * Caches also expire by themselves within a minute, so a lost notice costs a minute, not correctness.
 */
export interface Notices {
  resourceChanged(resourceId: string): Promise<void>;
  /** @returns stops listening */
  onResourceChanged(listener: (resourceId: string) => void): () => void;
}

const CHANNEL = "resource-changed";

export async function openNotices(redis: RedisConnections): Promise<Notices> {
  const listeners = new Set<(resourceId: string) => void>();
  const subscriber = redis.subscriber();
  subscriber.on("message", (_channel, resourceId: string) => {
    for (const listener of listeners) listener(resourceId);
  });
  await subscriber.subscribe(CHANNEL);
  return {
    async resourceChanged(resourceId) {
      // This process hears itself through Redis too, but must not wait for it: the next request may be the test.
      for (const listener of listeners) listener(resourceId);
      await redis.commands.publish(CHANNEL, resourceId).catch(() => {}); // Redis away: caches expire within a minute
    },
    onResourceChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
