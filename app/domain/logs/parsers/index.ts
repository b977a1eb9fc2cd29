/** The one list of parsers, by the kind of line they read. A kind without one (`other`) keeps its message and nothing else. */
import type { LineKind } from "../../../contract/line.ts";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { dyno } from "./dyno.ts";
import type { LineParser } from "./fields.ts";
import { logplex } from "./logplex.ts";
import { metrics } from "./metrics.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { router } from "./router.ts";
import { scheduler } from "./scheduler.ts";

export const parsers: readonly LineParser[] = [router, dyno, metrics, api, postgres, redis, logplex, scheduler, app];

const BY_KIND: ReadonlyMap<LineKind, LineParser> = new Map(parsers.map((parser) => [parser.kind, parser]));

export function parserFor(kind: LineKind): LineParser | undefined {
  return BY_KIND.get(kind);
}
