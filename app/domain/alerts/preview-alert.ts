import type { Ctx } from "../../context.ts";
import type { AlertRule } from "../../contract/alert-words.ts";
import type { AlertPreviewAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { countReceivedByMinute } from "../../stores/clickhouse/received-lines.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { compileQuery } from "../logs/compile-query.ts";
import { judge, linesInWindow, type Turn, tellingWindows, windowEnds } from "./judge.ts";
import { storedUpTo } from "./stored-up-to.ts";

const MINUTE_MS = 60_000;
/** A day shows what a day's traffic does to a threshold. */
const MINUTES_BACK = 24 * 60;
/** Beyond this many one reads the number. */
const FIRINGS_MAX = 20;
/** It is asked for while somebody types. */
const SECONDS_MAX = 10;

/**
 * What an alert would have done with the lines of the last day, judged as a real one is.
 *
 * @throws Fault query.too_large; what ClickHouse says when the query is too slow
 */
export async function previewAlert(
  ctx: Ctx,
  { query, signal, ...rule }: AlertRule & { query: string; signal?: AbortSignal },
): Promise<AlertPreviewAnswer> {
  const { filter, diagnostics } = await compileQuery(ctx, query);
  const toMinute = Math.floor((await storedUpTo(ctx, ctx.resourceId)).getTime() / MINUTE_MS);
  const resource = await resources.find(ctx.stores.pg, ctx.resourceId);
  if (resource === null) throw new Fault("resource.not_found");
  const ends = tellingWindows(rule, windowEnds(rule, toMinute - MINUTES_BACK, toMinute), resource.created_at);
  const lines = await countReceivedByMinute(ctx.stores.clickhouse, ctx.resourceId, {
    fromMs: (toMinute - MINUTES_BACK - rule.window_minutes) * MINUTE_MS,
    toMs: toMinute * MINUTE_MS,
    filter,
    secondsMax: SECONDS_MAX,
    ...(signal ? { signal } : {}),
  });
  const firings = firingsOf(judge(rule, "ok", lines, ends));
  return {
    from: atMinute(toMinute - MINUTES_BACK),
    to: atMinute(toMinute),
    fired: firings.length,
    firings: firings
      .reverse()
      .slice(0, FIRINGS_MAX)
      .map(({ from, to }) => ({
        from: atMinute(from),
        to: to === null ? null : atMinute(to),
        count: extreme(
          rule,
          ends.filter((end) => end >= from && (to === null || end < to)).map((end) => linesInWindow(rule, lines, end)),
        ),
      })),
    diagnostics,
  };
}

/** The turns by pairs; the last may not have ended. */
function firingsOf(turns: readonly Turn[]): { from: number; to: number | null }[] {
  return turns.flatMap(({ state, minute }, i) =>
    state === "firing" ? [{ from: minute, to: turns[i + 1]?.minute ?? null }] : [],
  );
}

const extreme = ({ condition }: AlertRule, counts: readonly number[]) =>
  counts.reduce((a, b) => (condition === "at_least" ? Math.max(a, b) : Math.min(a, b)));

const atMinute = (minute: number) => new Date(minute * MINUTE_MS).toISOString();
