import type { OtlpRecord } from "./record.ts";
import type { OtlpAttributes, OtlpValue } from "./values.ts";

/*
 * A record as the line that Logplex would have written, so that everything behind the door (redaction, filters, parsers,
 * search, alerts) finds what it knows:
 *
 *   <PRI>1 TIME HOST APP PROCID - MSG
 *
 * Which names Heroku gives its resource attributes on Fir is not confirmed (docs/decisions/unconfirmed.md): the first of
 * several that is there counts.
 */

const HOST_NAMES = ["heroku.app.name", "service.name", "host.name"];
const PROCESS_NAMES = ["heroku.dyno.name", "heroku.dyno.id", "service.instance.id", "k8s.pod.name"];

/** RFC 5424 section 6: HOSTNAME has at most 255 characters, PROCID 128. */
const HOST_CHARS_MAX = 255;
const PROCESS_CHARS_MAX = 128;

/** What Heroku gives every line of an app: local7. */
const FACILITY = 23;

/** @returns without its octet count */
export function lineOf(record: OtlpRecord): string {
  const { resource } = record;
  const host = word(firstOf(resource, HOST_NAMES), HOST_CHARS_MAX);
  const process = word(firstOf(resource, PROCESS_NAMES), PROCESS_CHARS_MAX);
  const priority = FACILITY * 8 + syslogSeverity(record.severityNumber);
  return `<${priority}>1 ${timeOf(record.timeMicros)} ${host} app ${process} - ${messageOf(record)}\n`;
}

/**
 * The body's text as it is, where nothing else is said; else one JSON object of all that is, whose members are the line's
 * fields. What an app logs as JSON is taken apart only to join it with its attributes.
 */
function messageOf(record: OtlpRecord): string {
  const { body, attributes, traceId, spanId } = record;
  const level = levelOf(record);
  const isPlain = Object.keys(attributes).length === 0 && traceId === "" && spanId === "";
  if (typeof body === "string" && isPlain && (level === null || level === "info" || asObject(body))) return body;
  const said = typeof body === "string" ? (asObject(body) ?? { msg: body }) : isMap(body) ? body : { msg: body };
  return JSON.stringify({
    ...(level === null ? {} : { level }),
    ...said,
    ...attributes,
    ...(traceId === "" ? {} : { trace_id: traceId }),
    ...(spanId === "" ? {} : { span_id: spanId }),
  });
}

/** OTLP has four numbers for each level. Source: OpenTelemetry specification, "Log Data Model", SeverityNumber */
const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

function levelOf({ severityNumber, severityText }: OtlpRecord): string | null {
  return LEVELS[Math.ceil(severityNumber / 4) - 1] ?? (severityText === "" ? null : severityText.toLowerCase());
}

/** Source: the same, appendix B: debug 7, info 6, warning 4, error 3, critical 2. */
function syslogSeverity(severityNumber: number): number {
  return [6, 7, 7, 6, 4, 3, 2][Math.min(6, Math.ceil(severityNumber / 4))] ?? 6;
}

/** Times of other millennia are the sender's mistake: none is said then. */
const MICROS_MAX = Date.UTC(9999, 11, 31) * 1_000;

function timeOf(micros: number | null): string {
  if (micros === null || micros > MICROS_MAX) return "-";
  const seconds = new Date(Math.floor(micros / 1_000)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, "0")}+00:00`;
}

function firstOf(resource: OtlpAttributes, names: readonly string[]): string {
  for (const name of names) {
    const value = Object.hasOwn(resource, name) ? resource[name] : null;
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** A header's word: printable ASCII without blanks; "-" where nothing is left. */
function word(text: string, charsMax: number): string {
  return text.replace(/[^\x21-\x7e]+/g, "_").slice(0, charsMax) || "-";
}

const isMap = (value: OtlpValue): value is OtlpAttributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function asObject(text: string): OtlpAttributes | null {
  if (!text.startsWith("{")) return null;
  try {
    const value = JSON.parse(text) as OtlpValue;
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}
