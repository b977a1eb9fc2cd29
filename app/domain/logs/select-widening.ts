import type { Ctx } from "../../context.ts";
import type { LinePosition } from "../../lib/line-id.ts";
import { type LineFilter, type LineRow, selectLines, type TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { isTooSlow } from "../../stores/clickhouse/query-limits.ts";
import type { ReadBudget } from "./read-budget.ts";

export interface WideningSearch {
  range: TimeRange;
  filter: LineFilter;
  /** Too few lines are expected for the nearest window to fill a page. */
  isRare: boolean;
  after: LinePosition | null;
  order: "asc" | "desc";
  limit: number;
  budget: ReadBudget;
  signal?: AbortSignal | undefined;
}

const HOUR_MICROS = 3_600_000_000;
/**
 * "The newest hundred" over weeks of partitions would read them all. Most searches fill their page from the nearest
 * hour, so the window widens step by step: an hour, a day, a week, the rest. Each step is also what a search that turns
 * out too wide has for certain.
 */
const WINDOWS_MICROS = [HOUR_MICROS, 24 * HOUR_MICROS, 7 * 24 * HOUR_MICROS, Number.POSITIVE_INFINITY];
/**
 * A search for something rare goes through all windows, and planning each costs as much as reading it. So when little is
 * expected, all the rest is read at once, if it is no more than this; ClickHouse knows from its indexes before it reads,
 * and refuses within some milliseconds. To search a million lines for a text takes 0.3 s of CPU.
 */
const LEAP_ROWS_MAX = 1_000_000;
/** Far more than a million lines need; the steps that follow a leap in vain still have most of the call's time. */
const LEAP_SECONDS_MAX = 5;

/**
 * The first lines of a range in an order, from windows that grow away from its beginning.
 *
 * @returns `goOnFrom` when it turned out too wide after its first window: all lines not yet looked at lie beyond it
 * @throws  what ClickHouse says when even the first window is too wide
 */
export async function selectWidening(
  { stores, resourceId }: Ctx,
  search: WideningSearch,
): Promise<{ rows: LineRow[]; goOnFrom: LinePosition | null }> {
  const whole = startAtCursor(search);
  const rows: LineRow[] = [];
  const read = (range: TimeRange, caps: { secondsMax: number; rowsMax?: number }) =>
    selectLines(stores.clickhouse, resourceId, {
      range,
      ...caps,
      filter: search.filter,
      after: search.after,
      order: search.order,
      limit: search.limit - rows.length,
      ...(search.signal ? { signal: search.signal } : {}),
    });
  let mayLeap = true;
  let reached = 0;
  for (const window of WINDOWS_MICROS) {
    const step = between(whole, search.order, reached, window);
    if (step === null) break;
    const expected = reached === 0 ? (search.isRare ? 0 : search.limit) : rows.length * (window / reached);
    if (mayLeap && expected < search.limit) {
      const rest = between(whole, search.order, reached, Number.POSITIVE_INFINITY) as TimeRange;
      try {
        const secondsMax = Math.min(LEAP_SECONDS_MAX, search.budget.secondsLeft());
        rows.push(...(await read(rest, { secondsMax, rowsMax: LEAP_ROWS_MAX })));
        break;
      } catch (error) {
        if (!isTooSlow(error)) throw error;
        mayLeap = false;
      }
    }
    try {
      rows.push(...(await read(step, { secondsMax: search.budget.secondsLeft() })));
    } catch (error) {
      if (reached === 0 || !isTooSlow(error)) throw error;
      return { rows, goOnFrom: beyond(whole, search.order, reached) };
    }
    if (rows.length >= search.limit) break;
    reached = window;
  }
  return { rows, goOnFrom: null };
}

/** What lies so far from the beginning of a range in the order of reading; null when the range ends before. */
function between(whole: TimeRange, order: "asc" | "desc", nearMicros: number, farMicros: number): TimeRange | null {
  const { fromMicros, toMicros } = whole;
  const part =
    order === "desc"
      ? { fromMicros: Math.max(fromMicros, toMicros - farMicros), toMicros: toMicros - nearMicros }
      : { fromMicros: fromMicros + nearMicros, toMicros: Math.min(toMicros, fromMicros + farMicros) };
  return part.fromMicros < part.toMicros ? part : null;
}

/** The position that all lines further away lie beyond: no line stands there, so none is left out. */
function beyond(whole: TimeRange, order: "asc" | "desc", reachedMicros: number): LinePosition {
  return order === "desc"
    ? { timestampMicros: whole.toMicros - reachedMicros, receivedAtMs: 0, frameSeq: 0, lineIndex: 0 }
    : {
        timestampMicros: whole.fromMicros + reachedMicros - 1,
        receivedAtMs: LAST_MS,
        frameSeq: 0xffff_ffff,
        lineIndex: 0xffff_ffff,
      };
}

/** What `parseLineId` takes at most: far beyond any time of receipt. */
const LAST_MS = 9_000_000_000_000;

/** Lines beyond the cursor lie on its far side in time too; equal timestamps are told apart by the position. */
function startAtCursor({ range, after, order }: WideningSearch): TimeRange {
  if (!after) return range;
  return order === "desc"
    ? { fromMicros: range.fromMicros, toMicros: Math.min(range.toMicros, after.timestampMicros + 1) }
    : { fromMicros: Math.max(range.fromMicros, after.timestampMicros), toMicros: range.toMicros };
}
