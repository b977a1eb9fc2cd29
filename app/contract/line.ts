import type { z } from "zod";
import type { joined, line } from "./answers/line.ts";

/** One stored log line: `answers/line.ts` says what each name is. */
export type Line = z.infer<typeof line>;
/** What a cut line was. */
export type Joined = z.infer<typeof joined>;

/** Which part of Heroku wrote the line; decides the parser, never taken from PRI (Heroku may change those). */
export const LINE_KINDS = [
  "router",
  "dyno",
  "metrics",
  "api",
  "postgres",
  "redis",
  "logplex",
  "scheduler",
  "app",
  "other",
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Least to most urgent; `level:>=warn` compares by this order. */
export const LINE_LEVELS = ["debug", "info", "warn", "error", "fatal"] as const;
export type LineLevel = (typeof LINE_LEVELS)[number];

/** A JSON or logfmt message is flattened at most this deep and wide: enough for real logs, bounded for hostile ones. */
export const FIELDS_DEPTH_MAX = 4;
export const FIELDS_COUNT_MAX = 64;
