/** The one list of parsers, by the kind of line they read; every kind has one. */
import type { LineKind } from "../../../contract/line.ts";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { dyno } from "./dyno.ts";
import type { LineParser } from "./fields.ts";
import { logplex } from "./logplex.ts";
import { metrics } from "./metrics.ts";
import { other } from "./other.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { router } from "./router.ts";
import { scheduler } from "./scheduler.ts";

export const parsers: Readonly<Record<LineKind, LineParser>> = {
  router,
  dyno,
  metrics,
  api,
  postgres,
  redis,
  logplex,
  scheduler,
  app,
  other,
};
