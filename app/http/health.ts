import type { RequestHandler } from "express";
import type { Services } from "../context.ts";

/** Whether this process takes new work; off first when it is asked to stop. */
export interface Readiness {
  isReady: boolean;
}

/** `GET /healthz`: the process lives. Asks no store: a store's outage must not get the process killed. */
export const healthz: RequestHandler = (_req, res) => {
  res.json({ status: "alive" });
};

/** `GET /readyz`: every store answers and its schema is this version's. Names what does not. */
export function readyz({ stores }: Services, readiness: Readiness): RequestHandler {
  return async (_req, res) => {
    const checks = {
      process: async () => {
        if (!readiness.isReady) throw new Error("stopping");
      },
      postgres: () => stores.pg("ledger_hours").select(stores.pg.raw("1")).limit(1),
      redis: () => stores.redis.commands.ping(),
      clickhouse: () => stores.clickhouse.query("SELECT 1 FROM log_lines LIMIT 1"),
    };
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await check();
          return [name, "ok"] as const;
        } catch {
          return [name, "away"] as const;
        }
      }),
    );
    const isReady = results.every(([, state]) => state === "ok");
    res.status(isReady ? 200 : 503).json({ status: isReady ? "ready" : "not ready", ...Object.fromEntries(results) });
  };
}

/** `GET /metrics` for Prometheus. The spool is measured when asked. */
export function metricsHandler({ stores, metrics, clock }: Services): RequestHandler {
  return async (_req, res) => {
    const depth = await stores.frames.depth().catch(() => null); // Redis away: the gauges keep their last value
    if (depth) {
      metrics.spoolEntries.set(depth.entries);
      metrics.spoolBytes.set(depth.bytes);
      metrics.spoolOldestSeconds.set(depth.oldestMs === null ? 0 : (clock.now().getTime() - depth.oldestMs) / 1000);
    }
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  };
}
