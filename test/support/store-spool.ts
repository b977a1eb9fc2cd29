import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Services } from "../../app/context.ts";
import { storeBatch } from "../../app/domain/logs/store-frames.ts";

/** Stores what waits in the spool, and no more; for services without workers. */
export async function storeSpool(services: Services): Promise<void> {
  const consumer = await services.stores.frames.openConsumer(`test-${randomUUID()}`);
  await consumer.heartbeat();
  try {
    while ((await services.stores.frames.depth()).frames > 0)
      await storeBatch(services, consumer, await consumer.seal(await consumer.readNew(1_000, 500)));
  } finally {
    await consumer.close();
  }
}

/** What Redis forgets in this time, it forgets now; what is left is that much closer to its end. */
export async function letRedisAge(commands: Redis, minutes: number): Promise<void> {
  for (const key of await commands.keys("*")) {
    const leftMs = await commands.pttl(key);
    if (leftMs === -1) continue;
    if (leftMs > minutes * 60_000) await commands.pexpire(key, leftMs - minutes * 60_000);
    else await commands.del(key);
  }
}
