import type { Ctx } from "../../context.ts";
import type { Line } from "../../contract/line.ts";
import { Fault } from "../../errors.ts";
import { parseLineId } from "../../lib/line-id.ts";
import { type LineRow, selectLines, type TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { isTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";
import { parseTimeRange } from "./time-range.ts";

/** Lines held at a time: about 4 MB of objects, and a read of some tens of milliseconds. */
const PAGE_LINES = 2_000;
const MINUTE_MICROS = 60_000_000;
/** The time range of the first read; it grows while reads come back short and shrinks when one takes too long. */
const FIRST_WINDOW_MICROS = 60 * MINUTE_MICROS;

/** What was exported, once it has ended. */
export interface ExportEnd {
  lines: number;
  /** False: there is more than `limit`; go on with the last line's id as cursor. */
  isComplete: boolean;
}

export interface ExportInput {
  query: string;
  from: string;
  to: string;
  limit: number;
  cursor: string | null;
  signal?: AbortSignal;
}

/** Checks the question before the first byte is sent. @throws Fault query.bad_range, query.bad_cursor */
export async function exportLines(ctx: Ctx, input: ExportInput): Promise<AsyncGenerator<Line[], ExportEnd, undefined>> {
  const range = parseTimeRange(input, ctx.clock.now());
  const after = input.cursor === null ? null : parseLineId(input.cursor);
  if (input.cursor !== null && after === null) throw new Fault("query.bad_cursor");
  return pages(ctx, input, range, after);
}

/** Oldest first, a page at a time, each asked for when the last one was taken: nobody's slowness fills our memory. */
async function* pages(
  ctx: Ctx,
  input: ExportInput,
  range: TimeRange,
  start: ReturnType<typeof parseLineId>,
): AsyncGenerator<Line[], ExportEnd, undefined> {
  const { filter, apps } = await compileQuery(ctx, input.query);
  let after = start;
  let reached = Math.max(range.fromMicros, start?.timestampMicros ?? 0);
  let window = FIRST_WINDOW_MICROS;
  let lines = 0;
  while (reached < range.toMicros) {
    const until = Math.min(range.toMicros, reached + window);
    // One line more than may be sent tells whether there is more.
    const limit = Math.min(PAGE_LINES, input.limit + 1 - lines);
    let rows: LineRow[];
    try {
      rows = await selectLines(ctx.stores.clickhouse, ctx.resourceId, {
        range: { fromMicros: reached, toMicros: until },
        filter,
        after,
        order: "asc",
        limit,
        ...(input.signal ? { signal: input.signal } : {}),
      });
    } catch (error) {
      if (!isTooSlow(error) || window <= MINUTE_MICROS) throw error;
      window = Math.max(MINUTE_MICROS, Math.floor(window / 8));
      continue;
    }
    const page = rows.slice(0, input.limit - lines).map((row) => toLine(row, apps));
    lines += page.length;
    if (page.length > 0) yield page;
    if (rows.length > page.length) return { lines, isComplete: false };
    const last = page.at(-1);
    if (last) after = parseLineId(last.id);
    if (rows.length === limit && after) {
      reached = after.timestampMicros;
    } else {
      reached = until;
      window *= 4;
    }
  }
  return { lines, isComplete: true };
}
