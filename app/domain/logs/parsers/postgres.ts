/**
 * Heroku Postgres: samples about once a minute (`app heroku-postgres`), and the server's own log (`app postgres.10`):
 * `[DATABASE] [7-1]  sql_error_code = 00000 LOG:  duration: 4822.012 ms  statement: …`.
 *
 * Server-log fields: `source` (the attachment's name), `sequence` (`7-1`: message and part), the prefix's own pairs
 * (`sql_error_code`, `database`, `user`, `pid`, …), `severity` and `duration` (`4822.012ms`).
 * Sources: Dev Center "Heroku Postgres Metrics Logs", "Understanding Heroku Postgres Log Statements"; PostgreSQL "Error Reporting and Logging".
 */
import type { LineLevel } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import { wordAt } from "./cursor.ts";
import type { LineParser } from "./fields.ts";
import { readPairs } from "./logfmt.ts";
import { readSamples } from "./samples.ts";

export const postgres: LineParser = {
  kind: "postgres",
  parse(message) {
    if (message.startsWith("source=")) {
      const samples = readSamples(message);
      if (samples !== null) return samples;
    }
    const fields = new FieldList();
    const at = readBrackets(message, fields);
    const severity = findSeverity(message, at);
    if (severity === null) return at === 0 ? null : { fields };
    readPrefix(message.slice(at, severity.start), fields);
    fields.add("severity", severity.name);
    readDuration(message, severity.start + severity.name.length + 1, fields);
    return { fields, level: severity.level };
  },
};

/** `[DATABASE]` and `[7-1]`, either, both or none; the position after them. */
function readBrackets(message: string, fields: FieldList): number {
  let at = 0;
  for (let i = 0; i < 2; i++) {
    if (message[at] !== "[") break;
    const close = message.indexOf("]", at);
    if (close < 0 || close - at > 64) break;
    const inside = message.slice(at + 1, close);
    if (/^[0-9]+-[0-9]+$/.test(inside)) fields.add("sequence", inside);
    else if (/^[A-Z][A-Z0-9_]*$/.test(inside)) fields.add("source", inside);
    else break;
    at = close + 1;
    while (message[at] === " ") at++;
  }
  return at;
}

const SEVERITIES: Record<string, LineLevel | undefined> = Object.assign(Object.create(null), {
  DEBUG: "debug",
  DEBUG1: "debug",
  DEBUG2: "debug",
  DEBUG3: "debug",
  DEBUG4: "debug",
  DEBUG5: "debug",
  INFO: "info",
  NOTICE: "info",
  LOG: "info",
  DETAIL: "info",
  HINT: "info",
  CONTEXT: "info",
  STATEMENT: "info",
  QUERY: "info",
  LOCATION: "info",
  WARNING: "warn",
  ERROR: "error",
  FATAL: "fatal",
  PANIC: "fatal",
} satisfies Record<string, LineLevel>);

/** The longest prefix seen is some 400 characters; past this a `LOG:` is text of a statement. */
const PREFIX_CHARS_MAX = 1000;

/** The first word `LOG:`, `FATAL:`, … outside quotes; null when there is none near the beginning. */
function findSeverity(message: string, from: number): { name: string; level: LineLevel; start: number } | null {
  const end = Math.min(message.length, from + PREFIX_CHARS_MAX);
  let quoted = false;
  let wordStart = from;
  for (let at = from; at < end; at++) {
    const char = message[at];
    if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === " ") wordStart = at + 1;
    else if (char === ":" && at - wordStart <= 9) {
      const name = message.slice(wordStart, at);
      const level = SEVERITIES[name];
      if (level !== undefined) return { name, level, start: wordStart };
    }
  }
  return null;
}

/** `sql_error_code = 28P01 pid="4" database="d"`, and the older `user=u,db=d,app=a`. */
function readPrefix(prefix: string, fields: FieldList): void {
  if (prefix.length === 0) return;
  const pairs = prefix.replaceAll(" = ", "=");
  readPairs(pairs.includes('"') ? pairs : pairs.replaceAll(",", " "), fields);
}

function readDuration(message: string, from: number, fields: FieldList): void {
  let at = from;
  while (message[at] === " ") at++;
  if (!message.startsWith("duration: ", at)) return;
  const value = wordAt(message, at + "duration: ".length);
  if (message.startsWith(" ms", at + "duration: ".length + value.length)) fields.add("duration", `${value}ms`);
}
