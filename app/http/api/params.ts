import type { Request } from "express";
import { z } from "zod";
import { ALERT_CONDITIONS } from "../../contract/alert-words.ts";
import {
  ACTIVITY_LIMIT_DEFAULT,
  ACTIVITY_LIMIT_MAX,
  ALERT_COUNT_MAX,
  ALERT_TIMES_DEFAULT,
  ALERT_TIMES_MAX,
  ALERT_TIMES_MIN,
  ALERT_WINDOW_MINUTES_MAX,
  AROUND_LIMIT_DEFAULT,
  AROUND_LIMIT_MAX,
  AROUND_MINUTES_DEFAULT,
  AROUND_MINUTES_MAX,
  BUCKET_HOURS_DEFAULT,
  BUCKET_HOURS_MAX,
  CHANGES_LIMIT_DEFAULT,
  CHANGES_LIMIT_MAX,
  CONTEXT_LINES_DEFAULT,
  CONTEXT_LINES_MAX,
  EXPORT_CHANGES_MAX,
  EXPORT_LINES_MAX,
  HISTOGRAM_BUCKETS_DEFAULT,
  HISTOGRAM_BUCKETS_MAX,
  LOGS_LIMIT_DEFAULT,
  LOGS_LIMIT_MAX,
  QUERY_CHARS_MAX,
} from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";

const count = (max: number, fallback: number, min = 1) =>
  z.coerce
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** The query's own length is the parser's business; this bounds what it is given. */
const query = z.string().max(QUERY_CHARS_MAX, `must be at most ${QUERY_CHARS_MAX} characters`).default("");
const time = z.string().max(40, "must be a time");
const cursor = z.string().max(80, "is not one of ours").optional();

export const logsParams = z.object({
  query,
  from: time.default("-1h"),
  to: time.default("now"),
  limit: count(LOGS_LIMIT_MAX, LOGS_LIMIT_DEFAULT),
  order: z.enum(["asc", "desc"], { error: "must be asc or desc" }).default("desc"),
  cursor,
});

export const histogramParams = z.object({
  query,
  from: time.default("-1h"),
  to: time.default("now"),
  buckets: count(HISTOGRAM_BUCKETS_MAX, HISTOGRAM_BUCKETS_DEFAULT),
});

export const fieldsParams = z.object({ query, from: time.default("-1h"), to: time.default("now") });

export const exportParams = z.object({
  query,
  from: time.default("-1h"),
  to: time.default("now"),
  limit: count(EXPORT_LINES_MAX, EXPORT_LINES_MAX),
  cursor,
  format: z.enum(["ndjson", "csv"], { error: "must be ndjson or csv" }).default("ndjson"),
  gzip: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("0"),
});

export const alertWatchesParam = z.enum(["lines", "changes"], { error: "must be lines or changes" });
export const alertConditionParam = z.enum(ALERT_CONDITIONS, {
  error: "must be at_least, fewer_than, rises or falls",
});
const alertTimes = (value: z.ZodType<number>) =>
  value.refine((times) => times >= ALERT_TIMES_MIN && times <= ALERT_TIMES_MAX, {
    error: `must be ${ALERT_TIMES_MIN} to ${ALERT_TIMES_MAX}`,
  });
export const alertTimesMember = alertTimes(z.number("must be a number"));

export const alertPreviewParams = z.object({
  watches: alertWatchesParam.default("lines"),
  query,
  condition: alertConditionParam.default("at_least"),
  count: count(ALERT_COUNT_MAX, 1),
  times: alertTimes(z.coerce.number("must be a number")).default(ALERT_TIMES_DEFAULT),
  window_minutes: count(ALERT_WINDOW_MINUTES_MAX, 5),
});

/** The cursor holds a row's id beside the time. */
const changeCursor = z.string().max(160, "is not one of ours").optional();

export const changesParams = z.object({
  query,
  from: time.default("-7d"),
  to: time.default("now"),
  limit: count(CHANGES_LIMIT_MAX, CHANGES_LIMIT_DEFAULT),
  cursor: changeCursor,
});

export const changesHistogramParams = z.object({
  query,
  from: time.default("-7d"),
  to: time.default("now"),
  buckets: count(HISTOGRAM_BUCKETS_MAX, HISTOGRAM_BUCKETS_DEFAULT),
});

export const changesAroundParams = z.object({
  at: time.default("now"),
  app: z.string().max(100, "must be an app's name or id").default(""),
  minutes: count(AROUND_MINUTES_MAX, AROUND_MINUTES_DEFAULT),
  limit: count(AROUND_LIMIT_MAX, AROUND_LIMIT_DEFAULT),
});

export const changesExportParams = z.object({
  query,
  from: time.default("-7d"),
  to: time.default("now"),
  limit: count(EXPORT_CHANGES_MAX, EXPORT_CHANGES_MAX),
  cursor: changeCursor,
  format: z.enum(["ndjson", "ocsf"], { error: "must be ndjson or ocsf" }).default("ndjson"),
  gzip: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("0"),
});

export const statsParams = z.object({
  from: time.default("-1h"),
  to: time.default("now"),
  buckets: count(HISTOGRAM_BUCKETS_MAX, HISTOGRAM_BUCKETS_DEFAULT),
});

export const contextParams = z.object({
  before: count(CONTEXT_LINES_MAX, CONTEXT_LINES_DEFAULT, 0),
  after: count(CONTEXT_LINES_MAX, CONTEXT_LINES_DEFAULT, 0),
});

export const bucketHoursParams = z.object({ limit: count(BUCKET_HOURS_MAX, BUCKET_HOURS_DEFAULT) });

export const activityParams = z.object({
  limit: count(ACTIVITY_LIMIT_MAX, ACTIVITY_LIMIT_DEFAULT),
  cursor,
});

export const tailParams = z.object({ query });

/** Of what is booked by the hour. */
export const hoursParams = z.object({ from: time.default("-24h"), to: time.default("now") });

/** @throws Fault query.bad_param naming the first parameter at fault and what it must be */
export function readParams<T>(schema: z.ZodType<T>, req: Request): T {
  const parsed = schema.safeParse(req.query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Fault("query.bad_param", {
    fill: { field: issue?.path.join(".") || "query", problem: issue?.message ?? "is wrong" },
  });
}

/** Aborts when the client leaves, so that nobody's query runs for nobody. */
export function abortOnLeave(req: Request): AbortSignal {
  const controller = new AbortController();
  if (req.res?.destroyed) controller.abort(); // left while it was let in: no event tells it again
  req.res?.on("close", () => {
    if (!req.res?.writableEnded) controller.abort();
  });
  return controller.signal;
}
