import type { Ctx } from "../../context.ts";
import { type AlertRule, isOfMuch } from "../../contract/alert-words.ts";
import type { AlertPreviewAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { countInWindow, judge, minutesBack, stepMinutes, type Turn, tellingWindows, windowEnds } from "./judge.ts";
import { atMinute, DAY_MINUTES, MINUTE_MS, toMinute } from "./minutes.ts";
import { settledMs } from "./stored-up-to.ts";
import { countWatched } from "./watched.ts";

/** A day shows what a day's traffic does to a threshold. */
const MINUTES_BACK = DAY_MINUTES;
/** Beyond this many one reads the number. */
const FIRINGS_MAX = 20;
/** It is asked for while somebody types. */
const SECONDS_MAX = 10;

/**
 * What an alert would have done with the lines or changes of the last day, judged as a real one is: of an add-on that is younger, or
 * has no day before to compare with, since then.
 *
 * @throws Fault query.too_large; what ClickHouse says when the query is too slow
 */
export async function previewAlert(
  ctx: Ctx,
  { query, signal, ...rule }: AlertRule & { query: string; signal?: AbortSignal },
): Promise<AlertPreviewAnswer> {
  const upTo = toMinute(ctx.clock.now().getTime() - settledMs(rule));
  const resource = await resources.find(ctx.stores.pg, ctx.resourceId);
  if (resource === null) throw new Fault("resource.not_found");
  const ends = tellingWindows(rule, windowEnds(rule, upTo - MINUTES_BACK, upTo), resource.created_at);
  const watched = { resourceId: ctx.resourceId, watches: rule.watches, query };
  const { arrived, diagnostics } = await countWatched(ctx, watched, {
    fromMs: (upTo - MINUTES_BACK - minutesBack(rule)) * MINUTE_MS,
    toMs: upTo * MINUTE_MS,
    secondsMax: SECONDS_MAX,
    ...(signal ? { signal } : {}),
  });
  const firings = firingsOf(judge(rule, "ok", arrived, ends));
  const [first] = ends;
  const from = first === undefined ? upTo : Math.max(upTo - MINUTES_BACK, first - stepMinutes(rule));
  return {
    from: isoAt(from),
    to: isoAt(upTo),
    fired: firings.length,
    firings: firings
      .reverse()
      .slice(0, FIRINGS_MAX)
      .map(({ from, to }) => ({
        from: isoAt(from),
        to: to === null ? null : isoAt(to),
        count: extreme(
          rule,
          ends
            .filter((end) => end >= from && (to === null || end < to))
            .map((end) => countInWindow(rule, arrived, end)),
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

const extreme = (rule: AlertRule, counts: readonly number[]) =>
  counts.reduce((a, b) => (isOfMuch(rule) ? Math.max(a, b) : Math.min(a, b)));

const isoAt = (minute: number) => atMinute(minute).toISOString();
