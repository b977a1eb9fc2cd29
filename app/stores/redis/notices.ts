import { randomUUID } from "node:crypto";
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
  const tell = (resourceId: string) => {
    for (const listener of listeners) listener(resourceId);
  };
  const ourselves = randomUUID();
  const subscriber = redis.subscriber();
  subscriber.on("message", (_channel, message: string) => {
    const [resourceId = "", teller] = message.split(" ");
    // Heard already, and heard late: what was read since is newer than it.
    if (teller !== ourselves) tell(resourceId);
  });
  await subscriber.subscribe(CHANNEL);
  return {
    async resourceChanged(resourceId) {
      tell(resourceId); // at once, and without Redis
      await redis.commands.publish(CHANNEL, `${resourceId} ${ourselves}`).catch(() => {}); // Redis away: caches expire within a minute
    },
    onResourceChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
