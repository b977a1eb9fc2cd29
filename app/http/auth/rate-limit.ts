import type { RequestHandler } from "express";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Actor, Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { ctxOf } from "./api-context.ts";

const WINDOW_SECONDS = 60;

/**
 * So many calls a minute for each token and each person: one program in a loop must not take the searches of all. A
 * tail counts once, when it connects. Counted in Redis for all web processes together; while Redis is away each process
 * counts by itself, because a limit that cannot be read is no reason to refuse. With a Redis of our own there is one
 * process, and it counts by itself, too: that Redis answers when frames are on the disk, which beside ingest made every
 * call wait for some 10 ms.
 */
export function apiRateLimit({ config, stores }: Services): RequestHandler {
  const points = config.apiCallsPerMinute;
  const common = { keyPrefix: "draintrail:api-calls", points, duration: WINDOW_SECONDS };
  const ofProcess = new RateLimiterMemory(common);
  const limiter =
    config.redisUrl === null
      ? ofProcess
      : new RateLimiterRedis({
          ...common,
          storeClient: stores.redis.commands,
          rejectIfRedisNotReady: true,
          inMemoryBlockOnConsumed: points + 1, // who is over the limit costs Redis nothing more
          insuranceLimiter: ofProcess,
        });
  return async (_req, res, next) => {
    const ctx = ctxOf(res);
    let isRefused = false;
    const used = await limiter.consume(keyOf(ctx.resourceId, ctx.actor)).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      isRefused = true;
      return refusal;
    });
    const resetSeconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
    res.set({
      "RateLimit-Limit": String(points),
      "RateLimit-Remaining": String(Math.max(0, used.remainingPoints)),
      "RateLimit-Reset": String(resetSeconds),
    });
    if (!isRefused) return next();
    res.set("Retry-After", String(resetSeconds));
    next(new Fault("api.rate_limited", { fill: { seconds: String(resetSeconds) } }));
  };
}

function keyOf(resourceId: string, actor: Actor): string {
  return actor.kind === "token" ? `token:${actor.tokenId}` : `session:${resourceId}:${actor.userId}`;
}
