/**
 * Runtime metrics of a dyno, about every 20 s: load averages on one line, memory on another.
 * Source: Dev Center "Log Runtime Metrics".
 */
import type { LineParser } from "./fields.ts";
import { readSamples } from "./samples.ts";

/** Fields `source` (`web.1`), `dyno` (`heroku.<app>.<uuid>`), `load_avg_1m`, `memory_rss` (`205.11MB`), … */
export const metrics: LineParser = { kind: "metrics", parse: readSamples };
