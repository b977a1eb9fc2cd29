import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";

/** What could not be counted in one time is counted for its newest part, in less: an eighth of the range. */
const PARTS = 8;

/** @param seconds the part begins at a whole multiple of these since the epoch */
export function newestPart({ fromMicros, toMicros }: TimeRange, seconds: number): TimeRange {
  const micros = seconds * 1_000_000;
  const start = Math.floor((toMicros - (toMicros - fromMicros) / PARTS) / micros) * micros;
  return { fromMicros: Math.max(fromMicros, start), toMicros };
}
