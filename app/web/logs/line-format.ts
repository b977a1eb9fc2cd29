import type { Joined, Line, LineLevel } from "../../contract/line.ts";
import { SEQUENCE } from "./terminal-text.ts";

/** How one line is shown. Pure: everything returned is plain text, for React to escape. */

/** Number of text colours for sources in line-row.module.css. */
export const SOURCE_COLOURS = 8;

/** `app[web.1]`, as `heroku logs` writes it. */
export function sourceOf(line: Pick<Line, "app_name" | "process_id">): string {
  return `${line.app_name}[${line.process_id}]`;
}

/** The same source has the same colour in every view and on every day. */
export function sourceColour(source: string): number {
  let hash = 2166136261;
  for (let at = 0; at < source.length; at += 1) {
    hash ^= source.charCodeAt(at);
    hash = Math.imul(hash, 16777619);
  }
  return (hash >>> 0) % SOURCE_COLOURS;
}

/** A router line's facts in the order people ask for them; absent ones are null. */
export interface RouterView {
  method: string;
  path: string;
  status: string | null;
  /** First digit of the status, for its colour; the number itself is always shown too. */
  statusClass: "ok" | "redirect" | "client" | "server" | "none";
  service: string | null;
  dyno: string | null;
  /** `H12 Request timeout` */
  error: string | null;
  host: string | null;
}

/** Null when the line is no router line or lacks what a compact rendering needs; show the message as it came then. */
export function routerView(line: Pick<Line, "kind" | "fields">): RouterView | null {
  if (line.kind !== "router") return null;
  const fields = line.fields;
  const method = fields.method;
  const path = fields.path;
  if (!method || path === undefined) return null;
  const status = given(fields.status);
  const error = [given(fields.code), given(fields.desc)].filter((part) => part !== null).join(" ");
  return {
    method,
    path,
    status,
    statusClass: statusClass(status),
    service: given(fields.service),
    dyno: given(fields.dyno),
    error: error === "" ? null : error,
    host: given(fields.host),
  };
}

/** Heroku writes absent values as nothing, `""` or `-`. */
function given(value: string | undefined): string | null {
  return value === undefined || value === "" || value === '""' || value === "-" ? null : value;
}

function statusClass(status: string | null): RouterView["statusClass"] {
  switch (status?.[0]) {
    case "1":
    case "2":
      return "ok";
    case "3":
      return "redirect";
    case "4":
      return "client";
    case "5":
      return "server";
    default:
      return "none";
  }
}

/** What a marker says to those who cannot see it; null for the everyday levels, which carry none. */
export function levelWords(level: LineLevel): string | null {
  return level === "warn" ? "Warning" : level === "error" ? "Error" : level === "fatal" ? "Fatal" : null;
}

/**
 * A value without terminal sequences, and with everything else in it that cannot be seen shown: hostile text can neither
 * recolour nor reorder a row, nor hide in it. (A message is drawn in its colours: `MessageText`.)
 */
export function showable(value: string): string {
  return withPictures(value.replace(SEQUENCE, ""));
}

/**
 * Shows control characters (all but tab and line feed) as their Unicode pictures; bidirectional controls and what has no
 * width become visible marks. Each character by itself, so that a text may be shown in pieces.
 */
export function withPictures(text: string): string {
  return text.replace(CONTROL, picture).replace(UNSEEN, codePoint);
}

const codePoint = (char: string) => `⟨U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;

/** ASCII has pictures for its control characters; those above it (C1, where 0x9b begins a colour too) have none. */
function picture(char: string): string {
  const code = char.charCodeAt(0);
  return code === 0x7f ? "␡" : code < 0x20 ? String.fromCodePoint(0x2400 + code) : codePoint(char);
}

/** The same on one row. */
export function inOneRow(value: string): string {
  return withBreakSigns(showable(value));
}

/** Line breaks, and the white space around them, become a visible sign. */
export function withBreakSigns(text: string): string {
  if (!text.includes("\n")) return text;
  // Line by line, not by a pattern: one that begins with white space tries each blank of a long run of them anew.
  const lines = text.split("\n");
  const last = lines.length - 1;
  const trimmed = lines.map((line, at) => (at === 0 ? line.trimEnd() : at === last ? line.trimStart() : line.trim()));
  return trimmed.filter((line, at) => line !== "" || at === 0 || at === last).join(" ↵ ");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tab and newline stay, they are layout
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
const UNSEEN = /[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A row of what is known of a line or a change. */
export interface FieldRow {
  key: string;
  name: string;
  value: string;
  /** What a search calls it; null when it cannot name it. */
  field: string | null;
}

/** Every field of a line, in reading order, under the name a query uses for it. */
export function lineFields(line: Line, whole: Joined | null): FieldRow[] {
  const own: [string, string | null][] = [
    ["app", line.app?.name ?? null],
    ["source", line.app_name],
    ["process", line.process_id],
    ["level", line.level],
    ["kind", line.kind],
  ];
  const facts: [string, string | null][] = [
    ["timestamp", line.timestamp],
    ["received_at", line.received_at],
    ["host_name", line.host_name],
    ["message_id", given(line.message_id)],
    ["priority", `${line.priority} (facility ${line.facility}, severity ${line.severity})`],
    ["message_len", `${line.message_len} bytes`],
    ["id", line.id],
  ];
  // A parsed field may have the name of one of ours: metrics lines have a `source`, JSON often a `level`. A search for the
  // name looks at both; where they say the same, once is enough.
  const rows = (origin: string, pairs: [string, string | null][], canFilter: boolean) =>
    pairs.flatMap(([name, value]) =>
      value === null ? [] : [{ key: `${origin}.${name}`, name, value, field: canFilter ? name : null }],
    );
  const ours = new Map(own);
  const parsed = Object.entries(line.fields).filter(([name, value]) => ours.get(name) !== value);
  const wholly = Object.entries(whole?.fields ?? {}).filter(([name, value]) => line.fields[name] !== value);
  return [
    ...rows("line", own, true),
    ...rows("fields", parsed, true).map((row) => (ours.has(row.name) ? { ...row, name: `${row.name} (parsed)` } : row)),
    // Searches look at each line by itself, so what only the whole message has is nothing to search for.
    ...rows("whole", wholly, false),
    ...rows("fact", facts, false),
  ];
}
