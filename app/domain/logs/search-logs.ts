import type { Ctx } from "../../context.ts";
import type { LogsAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { formatLineId, type LinePosition, parseLineId } from "../../lib/line-id.ts";
import { type LineFilter, type LineRow, selectLines, type TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { isTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";
import { readJoined } from "./read-joined.ts";
import { parseTimeRange } from "./time-range.ts";

export interface SearchInput {
  query: string;
  from: string;
  to: string;
  limit: number;
  order: "asc" | "desc";
  cursor: string | null;
  signal?: AbortSignal;
}

/**
 * One page of lines. The cursor is the id of the last line shown: lines have one total order, so paging neither repeats
 * nor misses a line, whatever arrives meanwhile.
 *
 * A search that turns out too wide after its first windows says so (`partial`) instead of losing what they gave: there
 * may be more further away, and the next page goes on where this one ended, also when nothing was found so far.
 *
 * @throws Fault query.bad_range, query.bad_cursor; what ClickHouse says when even the first window is too wide
 */
export async function searchLogs(ctx: Ctx, input: SearchInput): Promise<LogsAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const after = input.cursor === null ? null : parseLineId(input.cursor);
  if (input.cursor !== null && after === null) throw new Fault("query.bad_cursor");
  const { filter, diagnostics, apps } = await compileQuery(ctx, input.query);
  const { rows, goOnFrom } = await selectWidening(ctx, {
    range,
    filter,
    after,
    order: input.order,
    limit: input.limit + 1,
    signal: input.signal,
  });
  const shown = rows.slice(0, input.limit);
  const joined = await readJoined(ctx, shown, input.signal ? { signal: input.signal } : {});
  const page = shown.map((row) => toLine(row, apps, joined));
  const last = page.at(-1);
  const hasMore = rows.length > input.limit || goOnFrom !== null;
  return {
    data: page,
    next_cursor: hasMore ? (last?.id ?? (goOnFrom && formatLineId(goOnFrom))) : null,
    ...(goOnFrom ? { partial: true } : {}),
    diagnostics,
  };
}

interface Search {
  range: TimeRange;
  filter: LineFilter;
  after: LinePosition | null;
  order: "asc" | "desc";
  limit: number;
  signal: AbortSignal | undefined;
}

/**
 * "The newest hundred" over weeks of partitions would read them all. Most searches fill their page from the nearest
 * hour, so the window widens step by step: an hour, a day, a week, the rest. Each step is also what a search that turns
 * out too wide has for certain.
 */
const WINDOWS_MICROS = [3_600_000_000, 86_400_000_000, 7 * 86_400_000_000, Number.POSITIVE_INFINITY];
/** For all steps together: Heroku's router gives up after 30 s, and an answer takes some time to write. */
const SEARCH_SECONDS_MAX = 24;

async function selectWidening(
  { stores, resourceId }: Ctx,
  search: Search,
): Promise<{ rows: LineRow[]; goOnFrom: LinePosition | null }> {
  const { fromMicros, toMicros } = startAtCursor(search);
  const rows: LineRow[] = [];
  const start = search.order === "desc" ? toMicros : fromMicros;
  let reached = start;
  const startedAtMs = performance.now();
  for (const window of WINDOWS_MICROS) {
    const step: TimeRange =
      search.order === "desc"
        ? { fromMicros: Math.max(fromMicros, toMicros - window), toMicros: reached }
        : { fromMicros: reached, toMicros: Math.min(toMicros, fromMicros + window) };
    if (step.fromMicros >= step.toMicros) break;
    try {
      rows.push(
        ...(await selectLines(stores.clickhouse, resourceId, {
          range: step,
          filter: search.filter,
          after: search.after,
          order: search.order,
          limit: search.limit - rows.length,
          secondsMax: Math.max(1, SEARCH_SECONDS_MAX - Math.ceil((performance.now() - startedAtMs) / 1000)),
          ...(search.signal ? { signal: search.signal } : {}),
        })),
      );
    } catch (error) {
      if (reached === start || !isTooSlow(error)) throw error;
      return { rows, goOnFrom: before(reached, search.order) };
    }
    if (rows.length >= search.limit) break;
    reached = search.order === "desc" ? step.fromMicros : step.toMicros;
  }
  return { rows, goOnFrom: null };
}

/** The position that all lines not yet looked at lie beyond: no line stands there, so none is left out. */
function before(reachedMicros: number, order: "asc" | "desc"): LinePosition {
  return order === "desc"
    ? { timestampMicros: reachedMicros, receivedAtMs: 0, frameSeq: 0, lineIndex: 0 }
    : { timestampMicros: reachedMicros - 1, receivedAtMs: LAST_MS, frameSeq: 0xffff_ffff, lineIndex: 0xffff_ffff };
}

/** What `parseLineId` takes at most: far beyond any time of receipt. */
const LAST_MS = 9_000_000_000_000;

/** Lines beyond the cursor lie on its far side in time too; equal timestamps are told apart by the position. */
function startAtCursor({ range, after, order }: Search): TimeRange {
  if (!after) return range;
  return order === "desc"
    ? { fromMicros: range.fromMicros, toMicros: Math.min(range.toMicros, after.timestampMicros + 1) }
    : { fromMicros: Math.max(range.fromMicros, after.timestampMicros), toMicros: range.toMicros };
}
