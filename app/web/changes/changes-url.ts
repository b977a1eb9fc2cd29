import { type Asked, cleanAsked, cleanId, textOf } from "../lib/asked.ts";
import { cleanRange, freezeRange, parseTimePoint, type RangePreset, type TimeRange } from "../lib/time-range.ts";

/** The Changes view as its address says it: `/changes?query=…&from=-7d&to=now&change=…&around=…`. */
export interface ChangesSearch extends Asked {
  /** Id of the change whose detail is open. */
  change?: string;
  /** The moment that is asked about: what changed before it? */
  around?: string;
  /** The app that was in trouble then; the add-on's own unless said. */
  app?: string;
}

/** Changes are hundreds a week where lines are millions a day: a week is what a person means by "lately". */
export const CHANGES_RANGE_DEFAULT: TimeRange = { from: "-7d", to: "now" };

/** Up to the 400 days for which every plan keeps changes. */
export const CHANGES_PRESETS: readonly RangePreset[] = [
  { from: "-1h", label: "Last hour", short: "1h" },
  { from: "-1d", label: "Last day", short: "1d" },
  { from: "-7d", label: "Last 7 days", short: "7d" },
  { from: "-30d", label: "Last 30 days", short: "30d" },
  { from: "-90d", label: "Last 90 days", short: "90d" },
  { from: "-400d", label: "Last 400 days", short: "400d" },
];

/** The view with every default filled in. */
export interface ChangesView {
  query: string;
  range: TimeRange;
  changeId: string | null;
  around: { at: string; app: string | null } | null;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanChangesSearch(search: Record<string, unknown>): ChangesSearch {
  const clean: ChangesSearch = cleanAsked(search, CHANGES_RANGE_DEFAULT);
  const change = cleanId(search.change);
  if (change !== null) clean.change = change;
  const around = textOf(search.around);
  if (parseTimePoint(around)?.kind === "at") {
    clean.around = around;
    const app = cleanId(search.app);
    if (app !== null) clean.app = app;
  }
  return clean;
}

export function changesView(search: ChangesSearch, nowMs: number): ChangesView {
  const { from, to } = { ...CHANGES_RANGE_DEFAULT, ...search };
  return {
    query: search.query ?? "",
    range: cleanRange(from, to, nowMs, CHANGES_RANGE_DEFAULT),
    changeId: search.change ?? null,
    around: search.around === undefined ? null : { at: search.around, app: search.app ?? null },
  };
}

/** The part of the address that asks what changed before a moment. */
export function aroundSearch(at: string, app: string | null): Pick<ChangesSearch, "around" | "app"> {
  return app === null ? { around: at } : { around: at, app };
}

/** The address to hand to someone else: the same changes tomorrow as now. */
export function shareChangesSearch(search: ChangesSearch, nowMs: number): ChangesSearch {
  return { ...search, ...freezeRange(changesView(search, nowMs).range, nowMs) };
}

/** Minutes on each side of a change: enough to see it take hold, few enough to read. */
const AROUND_MS = 10 * 60_000;

/** The minutes around a moment, on the Logs page as well as here. */
export function minutesAround(at: string): TimeRange {
  const atMs = Date.parse(at);
  return { from: new Date(atMs - AROUND_MS).toISOString(), to: new Date(atMs + AROUND_MS).toISOString() };
}
