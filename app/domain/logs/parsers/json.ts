/**
 * A JSON object flattened to dotted paths straight from its text.
 *
 * Why not `JSON.parse` and a walk: it rounds numbers past 2^53 (order and trace ids), and builds the whole tree of a
 * hostile line before anything can be refused. Here numbers stay as written and reading ends at the limits.
 *
 * - A path has at most FIELDS_DEPTH_MAX names; what lies deeper is kept as JSON text under the last of them.
 * - An array of plain values is joined with `,`; one that holds objects or arrays goes by index (`errors.0.code`);
 *   of those the first FIELDS_COUNT_MAX items count, and more plain values than that are kept as JSON text.
 * - `null`, `{}` and names over FIELD_NAME_CHARS_MAX give no field: `field:*` means that there is something.
 * - A name seen again overwrites, as in `JSON.parse`. At FIELDS_COUNT_MAX names reading ends, whatever follows.
 *
 * Sources: RFC 8259.
 */
import { FIELDS_COUNT_MAX, FIELDS_DEPTH_MAX } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import { FIELD_NAME_CHARS_MAX } from "./fields.ts";

/**
 * @returns the fields, or null when `text` (white space around it apart) is not one JSON object
 * @throws  never; recursion is bounded by FIELDS_DEPTH_MAX
 */
export function flattenJson(text: string): FieldList | null {
  const start = skipSpace(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
  if (text.charCodeAt(start) !== OPEN_BRACE) return null;
  const reader: Reader = { text, at: start, fields: new FieldList(), count: 0, backslash: -2 };
  if (!readObject(reader, "", 0)) return null;
  if (reader.count >= FIELDS_COUNT_MAX) return reader.fields;
  return skipSpace(text, reader.at) === text.length ? reader.fields : null;
}

interface Reader {
  text: string;
  at: number;
  fields: FieldList;
  /** Fields written, repeats included. */
  count: number;
  /** The first backslash at or after `at` when last asked; the text's length when there is none, -2 before. */
  backslash: number;
}

const BYTE_ORDER_MARK = 0xfeff;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Reads the object at `reader.at`; false when it is not sound. True early, at any place, once there are enough fields. */
function readObject(reader: Reader, prefix: string, depth: number): boolean {
  const { text } = reader;
  let at = skipSpace(text, reader.at + 1);
  if (text.charCodeAt(at) === CLOSE_BRACE) {
    reader.at = at + 1;
    return true;
  }
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) return false;
    reader.at = at;
    const name = readString(reader);
    if (name === null) return false;
    at = skipSpace(text, reader.at);
    if (text.charCodeAt(at) !== COLON) return false;
    reader.at = skipSpace(text, at + 1);
    if (!readValue(reader, prefix === "" ? name : `${prefix}.${name}`, depth + 1)) return false;
    if (reader.count >= FIELDS_COUNT_MAX) return true;
    at = skipSpace(text, reader.at);
    const code = text.charCodeAt(at);
    reader.at = at + 1;
    if (code === CLOSE_BRACE) return true;
    if (code !== COMMA) return false;
    at = skipSpace(text, at + 1);
  }
}

/** Reads the value at `reader.at` into the field `path`, which is `depth` names deep. */
function readValue(reader: Reader, path: string, depth: number): boolean {
  const code = reader.text.charCodeAt(reader.at);
  if (path.length > FIELD_NAME_CHARS_MAX || path === "") return skipValue(reader);
  if (code === OPEN_BRACE) return depth < FIELDS_DEPTH_MAX ? readObject(reader, path, depth) : readRaw(reader, path);
  if (code === OPEN_BRACKET) {
    const joined = joinScalars(reader);
    if (joined !== null) return write(reader, path, joined);
    return depth < FIELDS_DEPTH_MAX && !isLongArray(reader) ? readItems(reader, path, depth) : readRaw(reader, path);
  }
  const value = readScalar(reader);
  if (value === null) return false;
  return value === NULL || write(reader, path, value);
}

function write(reader: Reader, path: string, value: string): boolean {
  reader.fields.add(path, value);
  reader.count++;
  return true;
}

/** Array items by index, the first FIELDS_COUNT_MAX of them. */
function readItems(reader: Reader, path: string, depth: number): boolean {
  const { text } = reader;
  reader.at = skipSpace(text, reader.at + 1);
  for (let index = 0; ; index++) {
    if (!readValue(reader, `${path}.${index}`, depth + 1)) return false;
    if (reader.count >= FIELDS_COUNT_MAX) return true;
    const at = skipSpace(text, reader.at);
    const code = text.charCodeAt(at);
    reader.at = at + 1;
    if (code === CLOSE_BRACKET) return true;
    if (code !== COMMA) return false;
    if (index + 1 >= FIELDS_COUNT_MAX) return skipValue(reader, 1);
    reader.at = skipSpace(text, at + 1);
  }
}

/** The plain values of the array at `reader.at`, joined; null with `reader.at` unmoved when it holds anything else. */
function joinScalars(reader: Reader): string | null {
  const { text } = reader;
  const start = markPlace(reader);
  const { backslash } = reader;
  const items: string[] = [];
  reader.at = skipSpace(text, start + 1);
  if (text.charCodeAt(reader.at) === CLOSE_BRACKET) {
    reader.at++;
    return "";
  }
  while (items.length < FIELDS_COUNT_MAX) {
    const item = readScalar(reader);
    if (item === null) break;
    items.push(item === NULL ? "null" : item);
    const at = skipSpace(text, reader.at);
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACKET) {
      reader.at = at + 1;
      return items.join(",");
    }
    if (code !== COMMA) break;
    reader.at = skipSpace(text, at + 1);
  }
  reader.at = start;
  reader.backslash = backslash;
  return null;
}

/** Makes `reader.backslash` hold for `reader.at`, so that both may be put back later without a search from here again. */
function markPlace(reader: Reader): number {
  if (reader.backslash < reader.at) reader.backslash = nextBackslash(reader.text, reader.at);
  return reader.at;
}

function nextBackslash(text: string, at: number): number {
  const next = text.indexOf("\\", at);
  return next < 0 ? text.length : next;
}

/** Whether the array at `reader.at` holds FIELDS_COUNT_MAX plain values and then more: what `joinScalars` gave up on. */
function isLongArray(reader: Reader): boolean {
  const { text } = reader;
  const start = markPlace(reader);
  const { backslash } = reader;
  reader.at = skipSpace(text, start + 1);
  let items = 0;
  while (items < FIELDS_COUNT_MAX && readScalar(reader) !== null) {
    items++;
    reader.at = skipSpace(text, skipSpace(text, reader.at) + 1);
  }
  reader.at = start;
  reader.backslash = backslash;
  return items >= FIELDS_COUNT_MAX;
}

/** The JSON text of the value at `reader.at`, brackets matched but not otherwise checked. */
function readRaw(reader: Reader, path: string): boolean {
  const start = reader.at;
  return skipValue(reader) && write(reader, path, reader.text.slice(start, reader.at));
}

/** Steps over one value of any depth, without recursion; or over what is left of one with `brackets` still open. */
function skipValue(reader: Reader, brackets = 0): boolean {
  const { text } = reader;
  let open = brackets;
  while (reader.at < text.length) {
    const code = text.charCodeAt(reader.at);
    if (code === QUOTE) {
      const end = stringEnd(reader);
      if (end < 0) return false;
      reader.at = end + 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      open++;
      reader.at++;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (open === 0) return false;
      open--;
      reader.at++;
    } else if (open > 0) {
      reader.at++;
      continue;
    } else if (readScalar(reader) === null) {
      return false;
    }
    if (open === 0) return true;
  }
  return false;
}

/** What `readScalar` gives for JSON's `null`, which is sound but no field. */
const NULL = Symbol("null");

/** A string decoded, a number as written, `true`, `false`, NULL; null when none of these stands at `reader.at`. */
function readScalar(reader: Reader): string | typeof NULL | null {
  const { text, at } = reader;
  const code = text.charCodeAt(at);
  if (code === QUOTE) return readString(reader);
  if (code === 0x74 || code === 0x66 || code === 0x6e) {
    const word = code === 0x74 ? "true" : code === 0x66 ? "false" : "null";
    if (!text.startsWith(word, at)) return null;
    reader.at = at + word.length;
    return code === 0x6e ? NULL : word;
  }
  let end = at;
  while (end < text.length && isNumberCode(text.charCodeAt(end))) end++;
  if (end === at) return null;
  const number = text.slice(at, end);
  if (Number.isNaN(Number(number))) return null;
  reader.at = end;
  return number;
}

/** Digits, sign, point, exponent. */
function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b
  );
}

/** The string at `reader.at`, escapes resolved; a lone half of a surrogate pair becomes U+FFFD. */
function readString(reader: Reader): string | null {
  const start = reader.at;
  const end = stringEnd(reader);
  if (end < 0) return null;
  reader.at = end + 1;
  const raw = reader.text.slice(start + 1, end);
  if (!raw.includes("\\")) return raw;
  try {
    const plain = JSON.parse(reader.text.slice(start, end + 1)) as string;
    return raw.includes("\\ud") || raw.includes("\\uD") ? Buffer.from(plain, "utf8").toString("utf8") : plain;
  } catch {
    return null; // an escape that JSON does not have, or a raw control character beside one
  }
}

/** Position of the quote that closes the string at `reader.at`, or -1. */
function stringEnd(reader: Reader): number {
  const { text } = reader;
  let at = reader.at + 1;
  let quote = text.indexOf('"', at);
  while (quote >= 0) {
    if (reader.backslash < at) reader.backslash = nextBackslash(text, at);
    if (reader.backslash > quote) return quote;
    at = reader.backslash + 2;
    if (quote < at) quote = text.indexOf('"', at); // it was escaped; else it still is the next one
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}
