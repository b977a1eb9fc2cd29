import type { Ctx } from "../../context.ts";
import type { TraceAnswer } from "../../contract/api.ts";
import { SUMMARY_RANGE_DAYS_MAX } from "../../contract/limits.ts";
import type { Line } from "../../contract/line.ts";
import { Fault } from "../../errors.ts";
import { type LinePosition, parseLineId } from "../../lib/line-id.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { formatMicros } from "./line-view.ts";
import { ReadBudget } from "./read-budget.ts";
import { searchLogs } from "./search-logs.ts";

/** Heroku's router takes 20 to 200 of these from a client, and makes UUIDs; the underscore is for apps' own ids. */
const REQUEST_ID = /^[A-Za-z0-9+/=_-]{20,200}$/;
/** A dyno's name as it can stand in a query. */
const DYNO = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const MINUTE_MICROS = 60_000_000;
/** A request is over in 30 s for the router; its background job may go on for some minutes. */
const REACH_MICROS = 10 * MINUTE_MICROS;
const REQUEST_LINES_MAX = 500;
const STATE_LINES_MAX = 100;

/**
 * One request: what the router and the app said about it, and what happened to its dyno around it, in order of time.
 * Its searches share one call's time; once a line is found, what the others had no time for is left out (`partial`).
 *
 * @throws Fault trace.not_found, also for what can be no request id; query.too_slow
 */
export async function readTrace(ctx: Ctx, input: { requestId: string; signal?: AbortSignal }): Promise<TraceAnswer> {
  const { requestId, signal } = input;
  if (!REQUEST_ID.test(requestId)) throw new Fault("trace.not_found", { detail: "no request id" });
  const query = `request_id:"${requestId}"`;
  const budget = new ReadBudget();
  let isPartial = false;
  const search = async (text: string, range: { from: string; to: string }, order: "asc" | "desc", limit: number) => {
    const page = { query: text, ...range, order, limit, cursor: null, ...(signal ? { signal } : {}) };
    const { data, partial } = await searchLogs(ctx, page, budget);
    isPartial ||= partial === true;
    return data;
  };
  const ever = { from: `-${SUMMARY_RANGE_DAYS_MAX}d`, to: "now" };
  // The router's line tells when the request was; a later mention by a background job might be hours away from it.
  const [anchor] = await search(`kind:router ${query}`, ever, "desc", 1);
  const [line] = anchor ? [anchor] : await search(query, ever, "desc", 1);
  if (!line && isPartial) throw new Fault("query.too_slow", { detail: "not all lines were looked at" });
  if (!line) throw new Fault("trace.not_found", { detail: "no line has this request id" });
  // The line was found all the same; what follows looks at minutes around it.
  isPartial = false;

  const found = await unlessTooSlow(search(query, around(line, line, REACH_MICROS), "asc", REQUEST_LINES_MAX));
  const lines = found ?? [line];
  const range = around(lines[0] ?? line, lines.at(-1) ?? line, MINUTE_MICROS);
  const dyno = dynoOf(line, lines);
  const states =
    dyno === null ? [] : await unlessTooSlow(search(`kind:dyno process_id:"${dyno}"`, range, "asc", STATE_LINES_MAX));
  isPartial ||= found === null || states === null;
  const seen = new Set(lines.map((each) => each.id));
  // Two apps of one add-on both have a web.1.
  const own = (states ?? []).filter((state) => state.app?.id === line.app?.id && !seen.has(state.id));
  return { data: [...lines, ...own].sort(byPosition), dyno, ...range, ...(isPartial ? { partial: true } : {}) };
}

/** The dyno that the router chose, else the one whose app wrote about the request; null when neither says. */
function dynoOf(anchor: Line, lines: readonly Line[]): string | null {
  const said = anchor.kind === "router" ? anchor.fields.dyno : undefined;
  const dyno = said || lines.find((line) => line.kind === "app")?.process_id;
  return dyno !== undefined && DYNO.test(dyno) ? dyno : null;
}

function around(first: Line, last: Line, reachMicros: number): { from: string; to: string } {
  return {
    from: formatMicros(Math.max(0, positionOf(first).timestampMicros - reachMicros)),
    to: formatMicros(positionOf(last).timestampMicros + reachMicros),
  };
}

function byPosition(a: Line, b: Line): number {
  const [left, right] = [positionOf(a), positionOf(b)];
  return (
    left.timestampMicros - right.timestampMicros ||
    left.receivedAtMs - right.receivedAtMs ||
    left.frameSeq - right.frameSeq ||
    left.lineIndex - right.lineIndex
  );
}

function positionOf(line: Line): LinePosition {
  const position = parseLineId(line.id);
  if (!position) throw new Error("a line of ours has a bad id");
  return position;
}
