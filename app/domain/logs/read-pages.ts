import type { TimeRange } from "../../stores/clickhouse/line-ranges.ts";
import { isTooSlow } from "../../stores/clickhouse/query-limits.ts";

const MINUTE_MICROS = 60_000_000;

/** How the ordered rows of a range are read a page at a time. `Position` tells rows of one moment apart. */
export interface PageReader<Row, Position> {
  range: TimeRange;
  order: "asc" | "desc";
  /** Go on strictly beyond this position. */
  after: Position | null;
  /** Rows held at a time. */
  pageRows: number;
  /** Rows in all. */
  limit: number;
  /** The time range of the first read; it grows while reads come back short and shrinks when one takes too long. */
  firstWindowMicros: number;
  /** Asked between reads: true ends the walk as if the limit were reached. */
  isOutOfTime?: () => boolean;
  /** Asked when a read took too long: false throws that, because there is no time for smaller ones. */
  mayTryAgain?: () => boolean;
  select(step: { range: TimeRange; after: Position | null; limit: number }): Promise<Row[]>;
  positionOf(row: Row): Position;
  microsOf(position: Position): number;
}

export interface PagesEnd {
  rows: number;
  /** False: there is more, or may be; go on with the position of the last row. */
  isComplete: boolean;
}

/**
 * Walks a range window by window, each page asked for when the last one was taken: nobody's slowness fills our memory.
 * However wide the range, a read that turns out too much is made again in smaller ones.
 */
export async function* readPages<Row, Position>(
  reader: PageReader<Row, Position>,
): AsyncGenerator<Row[], PagesEnd, undefined> {
  const { order, range } = reader;
  let { after } = reader;
  let left = after === null ? range : leftOf(range, order, reader.microsOf(after));
  let window = reader.firstWindowMicros;
  let rows = 0;
  while (left.fromMicros < left.toMicros) {
    if (reader.isOutOfTime?.()) return { rows, isComplete: false };
    const step = firstOf(left, order, window);
    // One row more than may be given tells whether there is more.
    const limit = Math.min(reader.pageRows, reader.limit + 1 - rows);
    let found: Row[];
    try {
      found = await reader.select({ range: step, after, limit });
    } catch (error) {
      if (!isTooSlow(error) || window <= MINUTE_MICROS || reader.mayTryAgain?.() === false) throw error;
      window = Math.max(MINUTE_MICROS, Math.floor(Math.min(window, step.toMicros - step.fromMicros) / 8));
      continue;
    }
    const page = found.slice(0, reader.limit - rows);
    rows += page.length;
    if (page.length > 0) yield page;
    if (found.length > page.length) return { rows, isComplete: false };
    const last = page.at(-1);
    if (last !== undefined) after = reader.positionOf(last);
    if (found.length === limit && after !== null) {
      left = leftOf(range, order, reader.microsOf(after));
    } else {
      left = order === "asc" ? { ...left, fromMicros: step.toMicros } : { ...left, toMicros: step.fromMicros };
      window *= 4;
    }
  }
  return { rows, isComplete: true };
}

/** What of a range lies on the far side of a moment, the moment included: rows of one moment are told apart by position. */
function leftOf(range: TimeRange, order: "asc" | "desc", micros: number): TimeRange {
  return order === "asc"
    ? { ...range, fromMicros: Math.max(range.fromMicros, micros) }
    : { ...range, toMicros: Math.min(range.toMicros, micros + 1) };
}

function firstOf(range: TimeRange, order: "asc" | "desc", window: number): TimeRange {
  return order === "asc"
    ? { ...range, toMicros: Math.min(range.toMicros, range.fromMicros + window) }
    : { ...range, fromMicros: Math.max(range.fromMicros, range.toMicros - window) };
}
