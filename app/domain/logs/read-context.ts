import type { Ctx } from "../../context.ts";
import type { ContextAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { parseLineId } from "../../lib/line-id.ts";
import { findLine, selectLines } from "../../stores/clickhouse/log-lines.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";
import { ReadBudget } from "./read-budget.ts";
import { readJoined } from "./read-joined.ts";

/** Context is looked for this far on each side: after a day of silence the neighbours say nothing about the line. */
const REACH_MICROS = 86_400_000_000;

/** The lines of the same resource around one. @throws Fault line.not_found, also for another resource's line */
export async function readContext(
  ctx: Ctx,
  input: { id: string; before: number; after: number; signal?: AbortSignal },
): Promise<ContextAnswer> {
  const { stores, resourceId } = ctx;
  const budget = new ReadBudget();
  const options = () => ({ secondsMax: budget.secondsLeft(), ...(input.signal ? { signal: input.signal } : {}) });
  const position = parseLineId(input.id);
  const row = position ? await findLine(stores.clickhouse, resourceId, position, options()) : null;
  if (!position || !row) throw new Fault("line.not_found", { detail: "no line at this position" });
  const { filter, apps } = await compileQuery(ctx, "");
  const { timestampMicros } = position;
  const [before, after] = await Promise.all([
    unlessTooSlow(
      selectLines(stores.clickhouse, resourceId, {
        range: { fromMicros: Math.max(0, timestampMicros - REACH_MICROS), toMicros: timestampMicros + 1 },
        filter,
        order: "desc",
        limit: input.before,
        after: position,
        ...options(),
      }),
    ),
    unlessTooSlow(
      selectLines(stores.clickhouse, resourceId, {
        range: { fromMicros: timestampMicros, toMicros: timestampMicros + REACH_MICROS },
        filter,
        order: "asc",
        limit: input.after,
        after: position,
        ...options(),
      }),
    ),
  ]);
  const joined = await readJoined(ctx, [row], {
    budget,
    isEvery: true,
    ...(input.signal ? { signal: input.signal } : {}),
  });
  return {
    before: (before ?? []).reverse().map((each) => toLine(each, apps, joined)),
    line: toLine(row, apps, joined),
    after: (after ?? []).map((each) => toLine(each, apps, joined)),
    ...(before === null || after === null ? { partial: true } : {}),
  };
}
