/** Times as people read them, in the viewer's zone or UTC. Pure but for the machine's own time zone. */

export type Zone = "local" | "utc";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const two = (n: number) => String(n).padStart(2, "0");

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

function partsOf(atMs: number, zone: Zone): Parts {
  const d = new Date(atMs);
  return zone === "utc"
    ? {
        year: d.getUTCFullYear(),
        month: d.getUTCMonth(),
        day: d.getUTCDate(),
        weekday: d.getUTCDay(),
        hour: d.getUTCHours(),
        minute: d.getUTCMinutes(),
        second: d.getUTCSeconds(),
        ms: d.getUTCMilliseconds(),
      }
    : {
        year: d.getFullYear(),
        month: d.getMonth(),
        day: d.getDate(),
        weekday: d.getDay(),
        hour: d.getHours(),
        minute: d.getMinutes(),
        second: d.getSeconds(),
        ms: d.getMilliseconds(),
      };
}

/** `14:02:11.123` */
export function clockTime(atMs: number, zone: Zone): string {
  const p = partsOf(atMs, zone);
  return `${two(p.hour)}:${two(p.minute)}:${two(p.second)}.${String(p.ms).padStart(3, "0")}`;
}

/** `14:02`, or `14:02:11` when seconds tell something. */
export function shortTime(atMs: number, zone: Zone, withSeconds = false): string {
  const p = partsOf(atMs, zone);
  return `${two(p.hour)}:${two(p.minute)}${withSeconds ? `:${two(p.second)}` : ""}`;
}

/** `Fri 20 Nov 2026` */
export function dayName(atMs: number, zone: Zone): string {
  const p = partsOf(atMs, zone);
  return `${DAYS[p.weekday]} ${p.day} ${MONTHS[p.month]} ${p.year}`;
}

/** A number that differs exactly when the calendar day differs; cheaper than comparing day names. */
export function dayNumber(atMs: number, zone: Zone): number {
  const p = partsOf(atMs, zone);
  return p.year * 10_000 + p.month * 100 + p.day;
}

/** `20 Nov 14:02` */
export function dayAndTime(atMs: number, zone: Zone, withSeconds = false): string {
  const p = partsOf(atMs, zone);
  return `${p.day} ${MONTHS[p.month]} ${shortTime(atMs, zone, withSeconds)}`;
}

/** What stands under a chart at a moment: its time, and at midnight, or where steps are days, its day. */
export function tickWords(atMs: number, stepSeconds: number, zone: Zone): string {
  const p = partsOf(atMs, zone);
  const isMidnight = p.hour === 0 && p.minute === 0 && p.second === 0;
  return isMidnight || stepSeconds >= 86_400 ? `${p.day} ${MONTHS[p.month]}` : shortTime(atMs, zone, stepSeconds < 60);
}

/**
 * `20 Nov 14:02 – 15:10`, naming the second day only when it is another one.
 *
 * @param nowMs where nothing beside it tells the year: then `20 Nov 2025 14:02 – 15:10` unless it is the one of now
 */
export function spanWords(fromMs: number, toMs: number, zone: Zone, nowMs?: number): string {
  const withSeconds = toMs - fromMs < 10 * 60_000;
  const isSameDay = dayNumber(fromMs, zone) === dayNumber(toMs, zone);
  const thisYear = nowMs === undefined ? null : partsOf(nowMs, zone).year;
  const withYear = thisYear !== null && [fromMs, toMs].some((atMs) => partsOf(atMs, zone).year !== thisYear);
  const dayOf = (atMs: number) => {
    const { day, month, year } = partsOf(atMs, zone);
    return `${day} ${MONTHS[month]}${withYear ? ` ${year}` : ""}`;
  };
  const [from, to] = [fromMs, toMs].map((atMs) => shortTime(atMs, zone, withSeconds));
  return `${dayOf(fromMs)} ${from} – ${isSameDay ? "" : `${dayOf(toMs)} `}${to}`;
}

/** The value of `<input type="datetime-local" step="1">` for an instant. */
export function toDatetimeLocal(atMs: number, zone: Zone): string {
  const p = partsOf(atMs, zone);
  return `${p.year}-${two(p.month + 1)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
}

/** The instant a `datetime-local` value names; null when the field is empty or unfinished. */
export function fromDatetimeLocal(value: string, zone: Zone): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(value)) return null;
  const ms = Date.parse(zone === "utc" ? `${value}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}

/** `Europe/Berlin`, or `UTC`. */
export function zoneName(zone: Zone): string {
  return zone === "utc" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether local times are those of UTC, so that nobody needs to choose between them. */
export function isLocalUtc(): boolean {
  return /^(Etc\/)?(UTC|GMT|UCT|Universal|Zulu)$/.test(zoneName("local"));
}

/** `3 minutes ago`, for moments whose exact time matters less than their age. */
export function ageWords(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  const [count, unit] =
    seconds < 60
      ? [seconds, "second"]
      : seconds < 3600
        ? [Math.floor(seconds / 60), "minute"]
        : seconds < 86_400
          ? [Math.floor(seconds / 3600), "hour"]
          : [Math.floor(seconds / 86_400), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
