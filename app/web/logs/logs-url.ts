import { type Asked, cleanAsked, cleanId, textOf } from "../lib/asked.ts";
import { cleanRange, freezeRange, RANGE_DEFAULT, type TimeRange } from "../lib/time-range.ts";

/**
 * The Logs view as its address says it: `/logs?query=…&from=-1h&to=now&live=1&fields=on&line=…&show=context`.
 * What is absent has its default, so that the plain address stays plain.
 */
export interface LogsSearch extends Asked {
  live?: 1;
  /** Whether the panel of fields is open; absent: as this viewer last left it. */
  fields?: "on" | "off";
  /** Id of the line whose detail is open. */
  line?: string;
  /** What the detail shows besides the line. */
  show?: DetailPart;
}

/** The lines around one, or the request it belongs to. */
export type DetailPart = "context" | "trace";

/** The view with every default filled in. */
export interface LogsView {
  query: string;
  range: TimeRange;
  isLive: boolean;
  /** Null: the address does not say. */
  isFieldsOpen: boolean | null;
  lineId: string | null;
  detailPart: DetailPart | null;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanLogsSearch(search: Record<string, unknown>): LogsSearch {
  const clean: LogsSearch = cleanAsked(search, RANGE_DEFAULT);
  if (textOf(search.live) === "1") clean.live = 1;
  if (search.fields === "on" || search.fields === "off") clean.fields = search.fields;
  const line = cleanId(search.line);
  if (line !== null) {
    clean.line = line;
    if (search.show === "context" || search.show === "trace") clean.show = search.show;
  }
  return clean;
}

/** A live view always ends now, whatever `to` says. */
export function logsView(search: LogsSearch, nowMs: number): LogsView {
  const isLive = search.live === 1;
  return {
    query: search.query ?? "",
    range: cleanRange(search.from ?? RANGE_DEFAULT.from, isLive ? "now" : (search.to ?? RANGE_DEFAULT.to), nowMs),
    isLive,
    isFieldsOpen: search.fields === undefined ? null : search.fields === "on",
    lineId: search.line ?? null,
    detailPart: search.show ?? null,
  };
}

/** The address to hand to someone else: the same lines tomorrow as now, so both ends absolute and not live. */
export function shareSearch(search: LogsSearch, nowMs: number): LogsSearch {
  const { live: _live, ...rest } = search;
  return { ...rest, ...freezeRange(logsView(search, nowMs).range, nowMs) };
}

/** Minutes on each side of a line that its permalink shows. */
const PERMALINK_MARGIN_MS = 5 * 60_000;

/** The address of one line: its detail open with what is around it, the minutes around listed, the search kept. */
export function lineSearch(line: { id: string; timestamp: string }, query: string): LogsSearch {
  const atMs = Date.parse(line.timestamp);
  return {
    ...(query === "" ? {} : { query }),
    from: new Date(atMs - PERMALINK_MARGIN_MS).toISOString(),
    to: new Date(atMs + PERMALINK_MARGIN_MS).toISOString(),
    line: line.id,
    show: "context",
  };
}
