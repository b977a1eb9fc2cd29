import type { Ctx } from "../../context.ts";
import type { LogsAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { formatLineId, parseLineId } from "../../lib/line-id.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";
import { ReadBudget } from "./read-budget.ts";
import { readJoined } from "./read-joined.ts";
import { selectWidening } from "./select-widening.ts";
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
 * @param budget of the call, when the search is only a part of it
 * @throws Fault query.bad_range, query.bad_cursor; what ClickHouse says when even the first window is too wide
 */
export async function searchLogs(
  ctx: Ctx,
  input: SearchInput,
  budget: ReadBudget = new ReadBudget(),
): Promise<LogsAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const after = input.cursor === null ? null : parseLineId(input.cursor);
  if (input.cursor !== null && after === null) throw new Fault("query.bad_cursor");
  const { filter, diagnostics, isForId, apps } = await compileQuery(ctx, input.query);
  const { rows, goOnFrom } = await selectWidening(ctx, {
    range,
    filter,
    isRare: isForId,
    after,
    order: input.order,
    limit: input.limit + 1,
    budget,
    signal: input.signal,
  });
  const shown = rows.slice(0, input.limit);
  const joined = await readJoined(ctx, shown, { budget, ...(input.signal ? { signal: input.signal } : {}) });
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
