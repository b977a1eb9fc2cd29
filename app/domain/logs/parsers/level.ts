/**
 * How urgent a line says it is, in the many words that loggers use for it.
 *
 * Sources: pino and bunyan level numbers; Ruby Logger, Python logging, log4j, winston formats. The words are in `readLevel`.
 */
import type { LineLevel } from "../../../contract/line.ts";
import { readLevel } from "../../../contract/query/levels.ts";
import type { FieldList } from "../../../lib/field-list.ts";

/** Words that say a level also in a sentence ("Error connecting to …"); the others must be upper case or marked `[info]`, `info:`. */
const PLAIN_WORDS = new Set(["error", "fatal", "warning"]);
/** No prose: `log:` and `http:` begin sentences and URLs, `fine:` means something else; they only count as a field's value. */
const FIELD_ONLY_WORDS = new Set(["log", "http", "fine", "failure", "alert"]);
const WORD_CHARS_MAX = 13;

/** Fields that loggers put the level in, most telling first. */
const LEVEL_FIELDS: readonly [string, ...string[]] = [
  "level",
  "Level",
  "@l",
  "severity",
  "lvl",
  "log.level",
  "levelname",
  "loglevel",
  "log_level",
  "severity_text",
  "severityText",
  "at",
];

/**
 * A level name in any case, or the number of pino and bunyan (10 trace … 60 fatal).
 *
 * @returns undefined for anything else, numbers below 10 included: 3 means "error" to syslog and nothing to pino
 */
export function levelOf(value: string): LineLevel | undefined {
  if (value.length === 0 || value.length > WORD_CHARS_MAX) return undefined;
  const first = value.charCodeAt(0);
  if (first < 0x30 || first > 0x39) return readLevel(value);
  if (value.length !== 2) return undefined;
  if (first === 0x30) return undefined;
  const tens = first - 0x30;
  if (tens <= 2) return "debug";
  if (tens === 3) return "info";
  if (tens === 4) return "warn";
  if (tens === 5) return "error";
  return value === "60" ? "fatal" : undefined;
}

/** The level a record's own fields name, or undefined. In one pass: a line may have many names and none of these. */
export function levelOfFields(fields: FieldList): LineLevel | undefined {
  const { names } = fields;
  let level: LineLevel | undefined;
  let rank = LEVEL_FIELDS.length;
  let seen = 0; // a bit a rank
  // From the end: of a name that comes twice the last value counts.
  for (let i = names.length - 1; i >= 0; i--) {
    const found = rankOf(names[i] as string);
    if (found >= rank || (seen & (1 << found)) !== 0) continue;
    seen |= 1 << found;
    const said = levelOf(fields.valueAt(i));
    if (said === undefined) continue;
    level = said;
    rank = found;
    if (rank === 0) break;
  }
  return level;
}

/** Whether `levelOfFields` looks at a field of this name. */
export function isLevelField(name: string): boolean {
  return rankOf(name) < LEVEL_FIELDS.length;
}

/** The place of a name in LEVEL_FIELDS; their number for any other. Names of another length are told apart at once. */
function rankOf(name: string): number {
  const ranks = LEVEL_RANKS[name.length];
  if (ranks === undefined) return LEVEL_FIELDS.length;
  const first = name.charCodeAt(0);
  for (const rank of ranks) if (FIRST_LETTERS[rank] === first && LEVEL_FIELDS[rank] === name) return rank;
  return LEVEL_FIELDS.length;
}

/** By rank: comparing a letter is much faster than asking whether two texts are the same. */
const FIRST_LETTERS = LEVEL_FIELDS.map((name) => name.charCodeAt(0));

/** Places in LEVEL_FIELDS by the length of the name there. */
const LEVEL_RANKS: (number[] | undefined)[] = [];
for (const [rank, name] of LEVEL_FIELDS.entries())
  LEVEL_RANKS[name.length] = [...(LEVEL_RANKS[name.length] ?? []), rank];

/** How far into a line its level may stand, and past how many words (time, process, module) before it. */
export const LEADING_CHARS_MAX = 160;
const LEADING_WORDS_MAX = 8;

/**
 * The level that a line of prose leads with: `ERROR x`, `[error] x`, `warning: x`, `E, [2026-…] ERROR -- : x`,
 * `2026-03-04 09:15:02,118 WARNING x`, `09:15:02 [main] ERROR x`, `… - app.views - ERROR - x`, `npm ERR! x`. Colour codes
 * are ignored. A line that opens an uncaught exception (`TypeError: x`, `Traceback (most …`) is an error.
 *
 * Looks at the first 160 characters only, so a line's length does not matter. A level word later in the text is prose.
 */
export function leadingLevel(message: string): LineLevel | undefined {
  const head = message.length > LEADING_CHARS_MAX ? message.slice(0, LEADING_CHARS_MAX) : message;
  const text = head.includes("\u001b") ? dropColours(head) : head;
  const ruby = rubyLevel(text);
  if (ruby !== undefined) return ruby;
  if (opensException(text)) return "error";
  let at = text.startsWith("npm ") ? "npm ".length : 0;
  for (let words = 0; words < LEADING_WORDS_MAX; words++) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
    if (at >= text.length) return undefined;
    let end = at;
    while (end < text.length && text.charCodeAt(end) > 0x20) end++;
    const level = wordLevel(text, at, end);
    if (level !== undefined) return level;
    if (!mayPrecedeLevel(text, at, end)) return undefined;
    at = end;
  }
  return undefined;
}

/** Ruby's Logger begins with the level's initial: `E, [2026-03-04T09:15:02.118437 #4] ERROR -- : x`. */
function rubyLevel(text: string): LineLevel | undefined {
  if (!text.startsWith(", [", 1)) return undefined;
  switch (text.charCodeAt(0)) {
    case 0x44:
      return "debug";
    case 0x49:
      return "info";
    case 0x57:
      return "warn";
    case 0x45:
      return "error";
    case 0x46:
      return "fatal";
    default:
      return undefined;
  }
}

/** `TypeError: x`, `java.lang.NullPointerException: x`, Python's `Traceback (most recent call last):`. */
function opensException(text: string): boolean {
  if (text.startsWith("Traceback (most")) return true;
  const colon = text.indexOf(":");
  if (colon < "Error".length || !isLetter(text.charCodeAt(0))) return false;
  const space = text.indexOf(" ");
  return (space < 0 || space > colon) && (text.endsWith("Error", colon) || text.endsWith("Exception", colon));
}

/** `ERROR`, `[error]`, `error:`, `ERROR:root:x`, `<warn>`, `(info)`, `|ERROR|`. */
function wordLevel(text: string, start: number, end: number): LineLevel | undefined {
  let at = start;
  while (at < end && "[(<|".includes(text[at] as string)) at++;
  const from = at;
  while (at < end && isLetter(text.charCodeAt(at))) at++;
  if (at === from || at - from > WORD_CHARS_MAX) return undefined;
  const after = text[at] ?? " ";
  if (at < end && !"])>|:,-!".includes(after)) return undefined;
  const written = text.slice(from, at);
  const word = written.toLowerCase();
  const level = readLevel(word);
  if (level === undefined) return undefined;
  const isMarked = from > start || after === ":" || after === "]" || after === "|";
  if (FIELD_ONLY_WORDS.has(word)) return from > start ? level : undefined;
  if (isMarked || PLAIN_WORDS.has(word) || written === written.toUpperCase()) return level;
  return undefined;
}

/** What loggers write before the level: a time, `[main]`, a dash, or a module's name with a dash after it. */
function mayPrecedeLevel(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if (!isLetter(first)) return first < 0x80;
  const next = text[end + 1];
  return text[end] === " " && (next === "-" || next === "|") && (text[end + 2] ?? " ") === " ";
}

/** Leaves out `ESC [ … letter`. */
function dropColours(text: string): string {
  let plain = "";
  let from = 0;
  let at = text.indexOf("\u001b[");
  while (at >= 0) {
    plain += text.slice(from, at);
    from = at + 2;
    while (from < text.length && !isLetter(text.charCodeAt(from))) from++;
    from++;
    at = text.indexOf("\u001b[", from);
  }
  return plain + text.slice(from);
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
