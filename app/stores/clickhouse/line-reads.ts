import { LINE_ROWS_MAX } from "./query-limits.ts";

/**
 * The filter that follows the best rows so far (top-k) costs more than it saves, with and without reading in order: 28
 * instead of 34 ms of CPU for a rare word in half a million lines, 10.6 instead of 11.6 for the newest hundred of an hour.
 *
 * Reading in the order of the key may end early, so ClickHouse cannot say before how many rows it will read, and takes
 * one thread for a part. What has a cap to keep to is read in any order, by all threads, and sorted.
 */
export function linesPlan(rowsMax: number | undefined): Readonly<Record<string, 0 | 1>> {
  return { use_top_k_dynamic_filtering: 0, ...(rowsMax === undefined ? {} : { optimize_read_in_order: 0 }) };
}

/** Lines are read one page at a time, so a page's memory is what its longest lines take. */
const LINES_BYTES_MAX = 1_000_000_000;
const LINES_SECONDS_MAX = 20;

/** How much of a call a read may take. */
export interface ReadOptions {
  /** Where several reads share the call's time. */
  secondsMax?: number;
  /** For a page of lines: refused before it begins when the indexes leave more rows to look at than this. */
  rowsMax?: number;
  signal?: AbortSignal;
}

export function readOptions({ signal, secondsMax = LINES_SECONDS_MAX, rowsMax = LINE_ROWS_MAX }: ReadOptions) {
  return { caps: { secondsMax, bytesMax: LINES_BYTES_MAX, rowsMax }, ...(signal ? { signal } : {}) };
}
