import { z } from "zod";
import { app, moment } from "./parts.ts";

const nullable = z.number().nullable();

export const routerStats = z.object({
  requests: z.int(),
  status: z
    .record(z.enum(["1xx", "2xx", "3xx", "4xx", "5xx", "none"]), z.int())
    .describe("`none`: the client left before there was a status"),
  bytes: z.number().describe("Sent to clients"),
  service_ms: z
    .object({ p50: nullable, p95: nullable, p99: nullable })
    .describe("Milliseconds between the router and the dyno; null without a request"),
});

/** `GET /api/v1/stats/router`: `start` of each bucket (UTC); `total` is taken over all requests of the range. */
export const routerStatsAnswer = z.object({
  data: z.array(z.object({ start: moment(), ...routerStats.shape })),
  bucket_seconds: z.int(),
  total: routerStats,
});

/** Null where nothing was reported. */
export const dynoStats = z.object({
  memory_mb: z.object({ rss: nullable, rss_max: nullable, total: nullable, total_max: nullable, quota: nullable }),
  load: z.object({ avg_1m: nullable, avg_5m: nullable, avg_15m: nullable }),
});

/** `GET /api/v1/stats/dynos`: per process what Heroku's log-runtime-metrics reported; means, but for quota and `_max`. */
export const dynoStatsAnswer = z.object({
  data: z.array(
    z.object({
      process: z.string(),
      app: app.nullable(),
      data: z.array(z.object({ start: moment(), ...dynoStats.shape })),
    }),
  ),
  bucket_seconds: z.int(),
});
