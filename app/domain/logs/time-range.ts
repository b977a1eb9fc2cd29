import { Fault } from "../../errors.ts";
import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * `from` and `to` as a half-open range. Each is ISO 8601 (without an offset: UTC), `now`, or relative like `-15m`.
 *
 * @throws Fault query.bad_range for anything else, or an empty range
 */
export function parseTimeRange(input: { from: string; to: string }, now: Date): TimeRange {
  const range = { fromMicros: parseMoment(input.from, now), toMicros: parseMoment(input.to, now) };
  if (range.fromMicros >= range.toMicros) throw new Fault("query.bad_range", { detail: "from is not before to" });
  return range;
}

/** One such moment, in microseconds since the epoch. @throws Fault query.bad_range */
export function parseMoment(text: string, now: Date): number {
  if (text === "now") return now.getTime() * 1000;
  const relative = /^-(\d{1,6})([smhdw])$/.exec(text);
  // However far back, it means from the beginning: no line is older than 1970, and some stores have no such times.
  if (relative) return Math.max(0, now.getTime() - Number(relative[1]) * (UNIT_MS[relative[2] ?? ""] ?? 0)) * 1000;
  if (!ISO.test(text)) throw new Fault("query.bad_range", { detail: "not a time" });
  const hasZone = /Z$|[+-]\d{2}:\d{2}$/.test(text);
  const milliseconds = Date.parse(text.includes("T") && !hasZone ? `${text}Z` : text);
  // Date reads 30 February as 2 March.
  const day = text.slice(0, 10);
  if (new Date(Date.parse(day) || 0).toISOString().slice(0, 10) !== day)
    throw new Fault("query.bad_range", { detail: "no such day" });
  if (Number.isNaN(milliseconds) || milliseconds < 0) throw new Fault("query.bad_range", { detail: "no such time" });
  const fraction = /\.(\d+)/.exec(text)?.[1]?.padEnd(6, "0") ?? "";
  return milliseconds * 1000 + Number(fraction.slice(3, 6));
}
