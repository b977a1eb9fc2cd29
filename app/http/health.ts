import type { RequestHandler } from "express";
import { assertClickHouseMigrated } from "../../migrations/clickhouse.ts";
import { assertPostgresMigrated } from "../../migrations/postgres.ts";
import type { Services } from "../context.ts";
import { withTimeLimit } from "../lib/time-limit.ts";

/** Whether this process takes new work; off first when it is asked to stop. */
export interface Readiness {
  isReady: boolean;
}

/** `GET /healthz`: the process lives. Asks no store: a store's outage must not get the process killed. */
export const healthz: RequestHandler = (_req, res) => {
  res.json({ status: "alive" });
};

/** A store that hangs is away, too; load balancers ask every few seconds. */
const CHECK_MS_MAX = 2_000;

/** `GET /readyz`: every store answers and its schema is this version's. Names what does not. */
export function readyz({ stores }: Services, readiness: Readiness): RequestHandler {
  return async (_req, res) => {
    const checks = {
      process: async () => {
        if (!readiness.isReady) throw new Error("stopping");
      },
      postgres: () => assertPostgresMigrated(stores.pg),
      redis: () => stores.redis.commands.ping(),
      clickhouse: () => assertClickHouseMigrated(stores.clickhouse),
    };
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await withTimeLimit(Promise.resolve(check()), CHECK_MS_MAX, name);
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
