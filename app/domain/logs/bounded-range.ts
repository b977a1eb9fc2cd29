import { SUMMARY_RANGE_DAYS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { parseTimeRange } from "./time-range.ts";

const DAY_MICROS = 86_400_000_000;

/** A range to sum up, which reads all of it. @throws Fault query.bad_range, query.range_too_wide */
export function parseBoundedRange(input: { from: string; to: string }, now: Date): TimeRange {
  const range = parseTimeRange(input, now);
  if (range.toMicros - range.fromMicros > SUMMARY_RANGE_DAYS_MAX * DAY_MICROS)
    throw new Fault("query.range_too_wide", { fill: { days: String(SUMMARY_RANGE_DAYS_MAX) } });
  return range;
}
