import type { Ctx } from "../../context.ts";
import type { ChangesAnswer } from "../../contract/change.ts";
import { Fault } from "../../errors.ts";
import { ReadBudget } from "../logs/read-budget.ts";
import { parseTimeRange } from "../logs/time-range.ts";
import { attributionsOf } from "./attribution.ts";
import { formatChangeCursor, readChangeCursor } from "./change-id.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { findChangesUpTo } from "./find-changes.ts";

export interface SearchChangesInput {
  query: string;
  from: string;
  to: string;
  limit: number;
  cursor: string | null;
  signal?: AbortSignal;
}

/** So long a person waits; what was found until then is shown, and the next page goes on from there. */
const SEARCH_MS_MAX = 15_000;

/**
 * One page of changes, newest first. The cursor is the position of the last change shown. A change keeps its position
 * when another source tells of it later, so paging neither repeats nor misses one, whatever arrives meanwhile.
 *
 * @throws Fault query.bad_range, query.bad_cursor
 */
export async function searchChanges(ctx: Ctx, input: SearchChangesInput): Promise<ChangesAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const options = { time: new ReadBudget(), signal: input.signal };
  const after = await readChangeCursor(ctx, input.cursor, options);
  const { filter, drains, diagnostics } = await compileChangeQuery(ctx, input.query);
  const startedAtMs = performance.now();
  let isOutOfTime = false;
  const { changes, isComplete } = await findChangesUpTo(
    ctx,
    { range, filter, drains, ...options },
    {
      order: "desc",
      limit: input.limit,
      after,
      isOutOfTime: () => (isOutOfTime = performance.now() - startedAtMs > SEARCH_MS_MAX),
    },
  );
  const last = changes.at(-1);
  if (isOutOfTime && last === undefined) throw new Fault("query.too_slow", { detail: "no change found in time" });
  return {
    data: changes,
    next_cursor: !isComplete && last ? formatChangeCursor({ atMs: Date.parse(last.eventTime), id: last.id }) : null,
    ...(isOutOfTime ? { partial: true } : {}),
    diagnostics,
    attribution: attributionsOf(changes),
  };
}
