/**
 * A JSON object flattened to dotted paths straight from its text.
 *
 * Why not `JSON.parse` and a walk: it rounds numbers past 2^53 (order and trace ids), and builds the whole tree of a
 * hostile line before anything can be refused. Here numbers stay as written and reading ends at the limits.
 *
 * - A path has at most FIELDS_DEPTH_MAX names; what lies deeper is kept as JSON text under the last of them.
 * - An array of plain values is joined with `,`; one that holds objects or arrays goes by index (`errors.0.code`);
 *   of those the first FIELDS_COUNT_MAX items count, and more plain values than that are kept as JSON text.
 * - `null`, `{}`, names over FIELD_NAME_CHARS_MAX and names with a line feed (which no query can ask for, and which would
 *   end a name where names are stored) give no field: `field:*` means that there is something.
 * - A name seen again overwrites, as in `JSON.parse`. At FIELDS_COUNT_MAX names reading ends, whatever follows.
 *
 * Sources: RFC 8259.
 */
import { FIELDS_COUNT_MAX, FIELDS_DEPTH_MAX } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import { FIELD_NAME_CHARS_MAX } from "./fields.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type JsonCursor,
  markPlace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  readScalar,
  readString,
  skipSpace,
  skipValue,
  textOf,
} from "./json-cursor.ts";

/**
 * @returns the fields, or null when `text` (white space around it apart) is not one JSON object
 * @throws  never; recursion is bounded by FIELDS_DEPTH_MAX
 */
export function flattenJson(text: string): FieldList | null {
  const start = skipSpace(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
  if (text.charCodeAt(start) !== OPEN_BRACE) return null;
  const reader: Reader = {
    text,
    at: start,
    backslash: -2,
    start: 0,
    end: 0,
    decoded: null,
    fields: new FieldList(text),
    count: 0,
    mayHaveFeeds: text.includes("\n") || text.includes("\\"),
  };
  if (!readObject(reader, "", 0)) return null;
  if (reader.count >= FIELDS_COUNT_MAX) return reader.fields;
  return skipSpace(text, reader.at) === text.length ? reader.fields : null;
}

interface Reader extends JsonCursor {
  fields: FieldList;
  /** Fields written, repeats included. */
  count: number;
  /** Whether a name of the text can hold a line feed, as it is or escaped. */
  mayHaveFeeds: boolean;
}

const BYTE_ORDER_MARK = 0xfeff;

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
    if (!readString(reader)) return false;
    const name = textOf(reader);
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
  if (path.length > FIELD_NAME_CHARS_MAX || path === "" || (reader.mayHaveFeeds && path.includes("\n")))
    return skipValue(reader);
  if (code === OPEN_BRACE) return depth < FIELDS_DEPTH_MAX ? readObject(reader, path, depth) : readRaw(reader, path);
  if (code === OPEN_BRACKET) {
    const joined = joinScalars(reader);
    if (joined !== null) return write(reader, path, joined);
    return depth < FIELDS_DEPTH_MAX && !isLongArray(reader) ? readItems(reader, path, depth) : readRaw(reader, path);
  }
  const scalar = readScalar(reader);
  if (scalar === "none") return false;
  if (scalar === "null") return true;
  if (reader.decoded !== null) return write(reader, path, reader.decoded);
  return writePart(reader, path, reader.start, reader.end);
}

function write(reader: Reader, path: string, value: string): boolean {
  reader.fields.add(path, value);
  reader.count++;
  return true;
}

function writePart(reader: Reader, path: string, start: number, end: number): boolean {
  reader.fields.addPart(path, reader.text, start, end);
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
    if (readScalar(reader) === "none") break;
    items.push(textOf(reader));
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

/** Whether the array at `reader.at` holds FIELDS_COUNT_MAX plain values and then more: what `joinScalars` gave up on. */
function isLongArray(reader: Reader): boolean {
  const { text } = reader;
  const start = markPlace(reader);
  const { backslash } = reader;
  reader.at = skipSpace(text, start + 1);
  let items = 0;
  while (items < FIELDS_COUNT_MAX && readScalar(reader) !== "none") {
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
  return skipValue(reader) && writePart(reader, path, start, reader.at);
}
