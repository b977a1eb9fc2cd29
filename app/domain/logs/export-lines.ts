import type { Ctx } from "../../context.ts";
import type { Line } from "../../contract/line.ts";
import { Fault } from "../../errors.ts";
import { type LinePosition, parseLineId } from "../../lib/line-id.ts";
import { selectLines } from "../../stores/clickhouse/log-lines.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";
import { type PagesEnd, readPages } from "./read-pages.ts";
import { parseTimeRange } from "./time-range.ts";

/** Lines held at a time: about 4 MB of objects, and a read of some tens of milliseconds. */
const PAGE_LINES = 2_000;
const FIRST_WINDOW_MICROS = 3_600_000_000;

export interface ExportInput {
  query: string;
  from: string;
  to: string;
  limit: number;
  cursor: string | null;
  signal?: AbortSignal;
}

/** Oldest first. Checks the question before the first byte is sent. @throws Fault query.bad_range, query.bad_cursor */
export async function exportLines(ctx: Ctx, input: ExportInput): Promise<AsyncGenerator<Line[], PagesEnd, undefined>> {
  const range = parseTimeRange(input, ctx.clock.now());
  const after = input.cursor === null ? null : parseLineId(input.cursor);
  if (input.cursor !== null && after === null) throw new Fault("query.bad_cursor");
  const { filter, apps } = await compileQuery(ctx, input.query);
  return readPages<Line, LinePosition>({
    range,
    order: "asc",
    after,
    pageRows: PAGE_LINES,
    limit: input.limit,
    firstWindowMicros: FIRST_WINDOW_MICROS,
    async select(step) {
      const rows = await selectLines(ctx.stores.clickhouse, ctx.resourceId, {
        ...step,
        filter,
        order: "asc",
        ...(input.signal ? { signal: input.signal } : {}),
      });
      return rows.map((row) => toLine(row, apps));
    },
    positionOf: (line) => parseLineId(line.id) as LinePosition,
    microsOf: (position) => position.timestampMicros,
  });
}
