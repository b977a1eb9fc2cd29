import { spanWords, type Zone } from "./time-format.ts";

/**
 * Time ranges as the URL and the API write them: `now`, `-15m`, or an ISO 8601 instant.
 * Everything here is pure; "now" is always handed in, in milliseconds since the epoch.
 */

export type TimePoint = { kind: "now" } | { kind: "ago"; text: string; ms: number } | { kind: "at"; ms: number };

/** `from` and `to` as text, ready for the URL and the API. */
export interface TimeRange {
  from: string;
  to: string;
}

export const RANGE_DEFAULT: TimeRange = { from: "-1h", to: "now" };

export interface RangePreset {
  from: string;
  label: string;
  short: string;
}

export const RANGE_PRESETS: readonly RangePreset[] = [
  { from: "-15m", label: "Last 15 minutes", short: "15m" },
  { from: "-1h", label: "Last hour", short: "1h" },
  { from: "-4h", label: "Last 4 hours", short: "4h" },
  { from: "-1d", label: "Last day", short: "1d" },
  { from: "-7d", label: "Last 7 days", short: "7d" },
  { from: "-30d", label: "Last 30 days", short: "30d" },
];

const DAY_MS = 86_400_000;

/**
 * The presets that can hold lines: those within what the plan keeps, and all that it keeps.
 *
 * @param retentionDays  undefined while the plan is not known
 */
export function keptPresets(retentionDays: number | undefined): readonly RangePreset[] {
  if (retentionDays === undefined) return RANGE_PRESETS;
  const isWithin = (from: string) => agoMs(from) < retentionDays * DAY_MS;
  const days = `${retentionDays}d`;
  return [
    ...RANGE_PRESETS.filter((preset) => isWithin(preset.from)),
    { from: `-${days}`, label: `Last ${retentionDays} ${retentionDays === 1 ? "day" : "days"}`, short: days },
  ];
}

/** The presets that reach further back than a moving range. */
export function widerPresets(range: TimeRange, presets: readonly RangePreset[]): RangePreset[] {
  return presets.filter((preset) => agoMs(preset.from) > agoMs(range.from));
}

function agoMs(from: string): number {
  const point = parseTimePoint(from);
  return point?.kind === "ago" ? point.ms : 0;
}

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const UNIT_NAMES: Record<string, string> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };
const AGO = /^-(\d{1,6})([smhdw])$/;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads one end of a range; null when the text is none of the three forms. An instant without a zone is UTC. */
export function parseTimePoint(text: string): TimePoint | null {
  if (text === "now") return { kind: "now" };
  const ago = AGO.exec(text);
  if (ago) return { kind: "ago", text, ms: Number(ago[1]) * (UNIT_MS[ago[2] ?? ""] ?? 0) };
  if (!ISO.test(text)) return null;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const ms = Date.parse(text.length > 10 && !hasZone ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : { kind: "at", ms };
}

/** Milliseconds since the epoch of one end, seen from `nowMs`. */
export function resolveTimePoint(point: TimePoint, nowMs: number): number {
  if (point.kind === "now") return nowMs;
  return point.kind === "ago" ? nowMs - point.ms : point.ms;
}

/** The range if both ends can be read and `from` lies before `to`; otherwise the page's default. Never throws. */
export function cleanRange(from: unknown, to: unknown, nowMs: number, byDefault = RANGE_DEFAULT): TimeRange {
  const range = {
    from: typeof from === "string" && parseTimePoint(from) ? from : byDefault.from,
    to: typeof to === "string" && parseTimePoint(to) ? to : byDefault.to,
  };
  const { fromMs, toMs } = resolveRange(range, nowMs);
  return fromMs < toMs ? range : byDefault;
}

/** Both ends in milliseconds; an unreadable end is taken as the default's. */
export function resolveRange(range: TimeRange, nowMs: number): { fromMs: number; toMs: number } {
  const from = parseTimePoint(range.from) ?? { kind: "ago", text: "-1h", ms: 3_600_000 };
  const to = parseTimePoint(range.to) ?? { kind: "now" };
  return { fromMs: resolveTimePoint(from, nowMs), toMs: resolveTimePoint(to, nowMs) };
}

/** The same range with both ends absolute: what a link to share must say, so that it shows the same lines tomorrow. */
export function freezeRange(range: TimeRange, nowMs: number): TimeRange {
  const { fromMs, toMs } = resolveRange(range, nowMs);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** Whether the range moves with the clock. */
export function isRelativeRange(range: TimeRange): boolean {
  return parseTimePoint(range.from)?.kind === "ago" && range.to === "now";
}

/** A range twice as long around the same middle, never ending after now; relative ranges stay relative. */
export function widenRange(range: TimeRange, nowMs: number, presets = RANGE_PRESETS): TimeRange {
  const ago = AGO.exec(range.from);
  if (ago && range.to === "now") {
    const wider = presets.find((preset) => {
      const point = parseTimePoint(preset.from);
      return point?.kind === "ago" && point.ms > Number(ago[1]) * (UNIT_MS[ago[2] ?? ""] ?? 0);
    });
    return wider ? { from: wider.from, to: "now" } : range;
  }
  const { fromMs, toMs } = resolveRange(range, nowMs);
  const half = Math.max((toMs - fromMs) / 2, 500);
  const end = Math.min(toMs + half, Math.max(nowMs, toMs));
  return { from: new Date(end - half * 4).toISOString(), to: new Date(end).toISOString() };
}

/** `Last hour`, `Last 4 hours` for a relative range; null for an absolute one, whose wording needs a time zone. */
export function relativeRangeWords(range: TimeRange): string | null {
  const ago = AGO.exec(range.from);
  if (!ago || range.to !== "now") return null;
  const count = Number(ago[1]);
  const unit = UNIT_NAMES[ago[2] ?? ""];
  return count === 1 ? `Last ${unit}` : `Last ${count} ${unit}s`;
}

/** Where something was looked for: `in the last hour`, `from 20 Nov 14:02 – 15:10`. */
export function whereWords(range: TimeRange, zone: Zone, nowMs: number): string {
  const relative = relativeRangeWords(range);
  if (relative !== null) return `in the ${relative.toLowerCase()}`;
  const { fromMs, toMs } = resolveRange(range, nowMs);
  return `from ${spanWords(fromMs, toMs, zone, nowMs)}`;
}
