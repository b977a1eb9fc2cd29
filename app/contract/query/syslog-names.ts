import { foldAscii } from "./values.ts";

/** Syslog's own names, whose position is their number. */
export const SEVERITY_NAMES = [
  "emergency",
  "alert",
  "critical",
  "error",
  "warning",
  "notice",
  "info",
  "debug",
] as const;
export const FACILITY_NAMES = [
  "kern",
  "user",
  "mail",
  "daemon",
  "auth",
  "syslog",
  "lpr",
  "news",
  "uucp",
  "cron",
  "authpriv",
  "ftp",
  "ntp",
  "audit",
  "console",
  "cron2",
  "local0",
  "local1",
  "local2",
  "local3",
  "local4",
  "local5",
  "local6",
  "local7",
] as const;

/** The keywords of syslog.conf and `logger -p` where they are shorter, and RFC 5424's own word for info. */
const SEVERITY_ALIASES = { emerg: 0, panic: 0, crit: 2, err: 3, warn: 4, informational: 6 };

const SEVERITIES = new Map([...numbered(SEVERITY_NAMES), ...Object.entries(SEVERITY_ALIASES)]);
const FACILITIES = new Map(numbered(FACILITY_NAMES));

/** @returns the number of a severity's name in any case (`err` is 3), or null */
export function readSeverity(word: string): number | null {
  return SEVERITIES.get(foldAscii(word)) ?? null;
}

/** @returns the number of a facility's name in any case, or null */
export function readFacility(word: string): number | null {
  return FACILITIES.get(foldAscii(word)) ?? null;
}

function numbered(names: readonly string[]): [string, number][] {
  return names.map((name, number) => [name, number]);
}
