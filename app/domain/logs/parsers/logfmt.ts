/**
 * Pairs `key=value` and `key="quoted value"`, as Heroku's router, add-ons and many apps write them.
 *
 * Sources: Dev Center "HTTP Routing" (router log format), "Writing Best Practices for Application Logs"; brandur.org/logfmt.
 */
import { FIELDS_COUNT_MAX } from "../../../contract/line.ts";
import type { FieldList } from "../../../lib/field-list.ts";
import { FIELD_NAME_CHARS_MAX } from "./fields.ts";

const QUOTE = 0x22;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

export interface PairCount {
  /** Pairs found, kept or not. */
  pairs: number;
  /** Whether the text begins with a pair. */
  leads: boolean;
}

/**
 * Reads every pair of `text` into `fields`, in one pass that never steps back.
 *
 * A value may be empty (`bytes=`), keeps its unit (`service=41ms`) and may itself hold `=`. Words that are no pair are
 * passed over, among them code and URLs (`a==b`, `x=>1`, `/path?q=1`). A quoted value without its closing quote runs
 * to the end of the text. A key seen again overwrites. Past FIELDS_COUNT_MAX names the reading ends.
 *
 * @param strip  a prefix to leave off the names, e.g. `sample#`
 */
export function readPairs(text: string, fields: FieldList, strip = ""): PairCount {
  const end = text.length;
  let at = 0;
  let pairs = 0;
  let leads = false;
  while (at < end && pairs < FIELDS_COUNT_MAX) {
    let code = text.charCodeAt(at);
    if (code <= 0x20) {
      at++;
      continue;
    }
    // a name, and its hash for the table of names seen lately
    const nameStart = at;
    let hash = 0;
    while (at < end && isNameCode(code)) {
      hash = (hash * 31 + code) | 0;
      code = text.charCodeAt(++at);
    }
    const nameEnd = at;
    const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
    if (
      at >= end ||
      code !== EQUALS ||
      nameEnd === nameStart ||
      !isNameStart(text.charCodeAt(nameStart)) ||
      next === EQUALS ||
      next === 0x3e ||
      nameEnd - nameStart > FIELD_NAME_CHARS_MAX
    ) {
      at = skipWord(text, at, end);
      continue;
    }
    const stripped = strip !== "" && text.startsWith(strip, nameStart) ? strip.length : 0;
    const name = stripped === 0 ? nameOf(text, nameStart, nameEnd, hash) : text.slice(nameStart + stripped, nameEnd);
    const valueStart = ++at;
    if (next === QUOTE) {
      at = closingQuote(text, valueStart + 1, end);
      addUnquoted(fields, name, text, valueStart + 1, at);
      if (at < end) at++;
    } else {
      at = skipWord(text, at, end);
      fields.addPart(name, text, valueStart, at);
    }
    pairs++;
    if (nameStart === 0) leads = true;
  }
  return { pairs, leads };
}

/** Letters, digits and what libraries put in names: `log.level`, `sample#db_size`, `@timestamp`, `load-avg-1m`, `$x`. */
function isNameCode(code: number): boolean {
  return code < 128 ? NAME_CODES[code] === 1 : code !== 0xa0 && code !== 0xfeff && code !== 0x2028 && code !== 0x2029;
}

/** `--flag=x`, `.5=x` and `1=1` are no names. */
function isNameStart(code: number): boolean {
  return code >= 0x40 ? code !== 0x60 : code === 0x24;
}

const NAME_CODES = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-#@$") {
  NAME_CODES[char.charCodeAt(0)] = 1;
}

function skipWord(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && text.charCodeAt(next) > 0x20) next++;
  return next;
}

/** Position of the first quote that no backslash escapes, or `end`. */
function closingQuote(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return end;
}

/** `\"`, `\\`, `\n`, `\r`, `\t` mean what they say; any other backslash is kept as written. */
function addUnquoted(fields: FieldList, name: string, text: string, start: number, end: number): void {
  const raw = text.slice(start, end);
  if (raw.includes("\\")) fields.add(name, withoutEscapes(raw));
  else fields.addPart(name, text, start, end);
}

function withoutEscapes(raw: string): string {
  // into UTF-16 bytes: joining pieces costs ten times as much when every other character is a backslash
  const plain = Buffer.allocUnsafe(raw.length * 2);
  let size = 0;
  for (let at = 0; at < raw.length; at++) {
    let code = raw.charCodeAt(at);
    if (code === BACKSLASH) {
      const meaning = escapeMeaning(raw.charCodeAt(at + 1));
      if (meaning !== 0) {
        code = meaning;
        at++;
      }
    }
    plain[size++] = code & 0xff;
    plain[size++] = code >>> 8;
  }
  return plain.toString("utf16le", 0, size);
}

function escapeMeaning(code: number): number {
  switch (code) {
    case QUOTE:
    case BACKSLASH:
      return code;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return 0;
  }
}

/**
 * Names seen lately, by hash: the same few come again in most pairs, and a string that is there already costs less than one that
 * is cut out of the line, hashed again wherever it is looked up, and swept away. A name takes the place of the one before it, so
 * no sender can make it grow; what is read is the same whatever it holds.
 */
const LATELY: string[] = new Array<string>(2048).fill("");
/** Of a longer piece V8 keeps the whole line that it was cut from. */
const LATELY_CHARS_MAX = 12;

function nameOf(text: string, start: number, end: number, hash: number): string {
  const slot = (hash ^ (hash >>> 11)) & 2047;
  const lately = LATELY[slot] as string;
  if (lately.length === end - start && isAt(lately, text, start)) return lately;
  const name = text.slice(start, end);
  if (end - start <= LATELY_CHARS_MAX) LATELY[slot] = name;
  return name;
}

/** By a loop: of short names it is faster than `startsWith`. */
function isAt(name: string, text: string, start: number): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}
