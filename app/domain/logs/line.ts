/**
 * The header of one syslog message as Logplex sends it over HTTP: RFC 5424 without STRUCTURED-DATA.
 *
 * `<PRI>VERSION SP TIME SP HOST SP APP SP PROCID SP MSGID [SP text]`
 *
 * Sources: heroku/logplex doc/README.http_drains.md; RFC 5424 section 6; RFC 3339 section 5.6.
 */

import { findSpace, viewOf } from "../../lib/byte-words.ts";
import { decodeNames, type SourceMemory, type SourceNames } from "./source-names.ts";
import { readDigits, readTimestamp, type SecondMemory } from "./timestamp.ts";

/** RFC 5424 gives HOSTNAME the most room, 255 bytes. A longer word is no header: it would become a column value. */
const NAME_BYTES_MAX = 255;
/** `YYYY-MM-DDThh:mm:ss.nnnnnnnnn+hh:mm` has 35. */
const TIME_BYTES_MAX = 64;

const LF = 0x0a;
const SP = 0x20;
const DASH = 0x2d;

export interface LineHeader {
  /** PRI, 0-191. Says nothing certain about who wrote the line: Heroku has changed these. */
  priority: number;
  version: string;
  /** Microseconds since 1970 UTC; null when TIME is nil (`-`) or no moment from 1970 to 2254. */
  timestampMicros: number | null;
  names: SourceNames;
  /** Position of TIME, for callers that must quote it. */
  timeStart: number;
  timeEnd: number;
  /** Position of STRUCTURED-DATA; both equal `textStart` when there is none to read. */
  dataStart: number;
  dataEnd: number;
  textStart: number;
}

export interface HeaderOptions {
  /**
   * Whether STRUCTURED-DATA follows MSGID. Logplex over HTTP strips it, so there a text that begins with `- ` is the app's own
   * and must stay whole. Senders of plain RFC 5424 (log-shuttle posting for a Private Space, syslog relays) always write it, if
   * only as `-`. Only the sender tells which it is, so this is never guessed.
   */
  structuredData?: boolean;
  /** Memory shared by the calls for one batch. */
  sources?: SourceMemory;
  seconds?: SecondMemory;
  /** Whose line it is, for `sources`. */
  resourceId?: string;
  /** Of the body. */
  view?: DataView;
}

/**
 * Reads the header of the message at `body[start, end)`.
 *
 * A message whose TIME is no valid moment still has a header (with `timestampMicros: null`), so that its source
 * is not lost; only what does not have the shape at all is null, and is then kept as a raw line. So is one whose names are more
 * than `sources` takes.
 *
 * @throws never
 */
export function parseHeader(body: Buffer, start: number, end: number, options: HeaderOptions = {}): LineHeader | null {
  const { sources, resourceId = "", seconds, view = viewOf(body) } = options;
  // <PRI>: no more than three digits and no more than 191 (local7.debug)
  if (end - start < 5 || body[start] !== 0x3c) return null;
  let at = start + 1;
  let priority = 0;
  let byte = body[at] as number;
  while (byte >= 0x30 && byte <= 0x39 && at - start <= 3 && at < end) {
    priority = priority * 10 + (byte - 0x30);
    byte = body[++at] as number;
  }
  if (byte !== 0x3e || at === start + 1 || at >= end || priority > 191) return null;

  // VERSION: [1-9][0-9]{0,2}
  const versionStart = ++at;
  byte = body[at] as number;
  if (at >= end || byte < 0x31 || byte > 0x39) return null;
  while (at < end && byte >= 0x30 && byte <= 0x39) byte = body[++at] as number;
  if (at >= end || byte !== SP || at - versionStart > 3) return null;
  const version =
    at - versionStart === 1 && body[versionStart] === 0x31 ? "1" : body.toString("latin1", versionStart, at);

  // TIME
  const timeStart = ++at;
  at = findSpace(view, at, end);
  const timeEnd = at;
  if (at >= end || body[at] !== SP || !looksLikeTime(body, timeStart, timeEnd)) return null;

  // HOST SP APP SP PROCID SP MSGID, then a space or the end; hashed on the way
  const namesStart = ++at;
  let wordStart = at;
  let words = 0;
  let hash = 0;
  while (words < 4) {
    byte = at < end ? (body[at] as number) : SP;
    if (byte > SP) {
      hash = (hash * 31 + byte) | 0;
      at++;
      continue;
    }
    const isLastLf = byte === LF && at === end - 1 && words === 3;
    if ((byte !== SP && !isLastLf) || at === wordStart || at - wordStart > NAME_BYTES_MAX) return null;
    words++;
    if (words === 4) break;
    if (at >= end) return null;
    hash = (hash * 31 + SP) | 0;
    wordStart = ++at;
  }
  const names = sources
    ? sources.find(resourceId, body, view, namesStart, at, hash)
    : decodeNames(body.toString("utf8", namesStart, at));
  if (names === null) return null;

  let textStart = at < end && body[at] === SP ? at + 1 : at;
  const dataStart = textStart;
  let dataEnd = textStart;
  if (options.structuredData === true) {
    dataEnd = skipStructuredData(body, textStart, end);
    if (dataEnd > dataStart) textStart = dataEnd < end && body[dataEnd] === SP ? dataEnd + 1 : dataEnd;
  }
  return {
    priority,
    version,
    timestampMicros:
      seconds === undefined ? readTimestamp(body, timeStart, timeEnd) : seconds.read(body, view, timeStart, timeEnd),
    names,
    timeStart,
    timeEnd,
    dataStart,
    dataEnd,
    textStart,
  };
}

/** Nil, or at least a year and a dash: enough to tell a header from prose that begins with `<13>1 `. */
function looksLikeTime(body: Buffer, start: number, end: number): boolean {
  const bytes = end - start;
  if (bytes === 1) return body[start] === DASH;
  if (bytes < 5 || bytes > TIME_BYTES_MAX) return false;
  return readDigits(body, start, 4) >= 0 && body[start + 4] === DASH;
}

/** Position after `-` or after `[id name="value" …]…`; `at` itself when what stands there is neither. */
function skipStructuredData(body: Buffer, at: number, end: number): number {
  if (at >= end) return at;
  if (body[at] === DASH) {
    const after = at + 1;
    return after >= end || body[after] === SP || (body[after] === LF && after === end - 1) ? after : at;
  }
  let next = at;
  while (next < end && body[next] === 0x5b) {
    let quoted = false;
    next++;
    while (next < end && (quoted || body[next] !== 0x5d)) {
      if (body[next] === 0x22) quoted = !quoted;
      else if (quoted && body[next] === 0x5c) next++;
      next++;
    }
    if (next >= end) return at;
    next++;
  }
  return next >= end || body[next] === SP || body[next] === LF ? next : at;
}

/**
 * The text of `body[start, end)` without one trailing LF; Logplex counts that LF into the line but it is no part of what was said.
 * A CR before it, and any further LF, are kept: they are data.
 */
export function readText(body: Buffer, start: number, end: number, isAscii: boolean): string {
  const textEnd = endOfText(body, start, end);
  return isAscii ? body.toString("latin1", start, textEnd) : decodeText(body, start, textEnd);
}

/** Where the text of `body[start, end)` ends: before its last LF. */
export function endOfText(body: Uint8Array, start: number, end: number): number {
  return end > start && body[end - 1] === LF ? end - 1 : end;
}

/** UTF-8, with U+FFFD for what is not (a dyno may cut a line inside a character). A byte order mark is kept. */
function decodeText(body: Buffer, start: number, end: number): string {
  return body.toString("utf8", start, end);
}
