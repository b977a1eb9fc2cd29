/** Reading JSON that somebody else wrote: every member may be missing, null or of another type. Nothing here throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};

/** The value when it is an object (no array), else an empty one. */
export function objectIn(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : NOTHING;
}

/**
 * The member at a dotted path, own members only (`constructor` is no member of an event); undefined when there is none.
 *
 * @param path one of our own constants, never a text of the event
 */
export function memberAt(value: unknown, path: string): unknown {
  let at: unknown = value;
  for (const name of namesOf(path)) {
    if (at === undefined) return undefined;
    const object = objectIn(at);
    if (!Object.hasOwn(object, name)) return undefined;
    at = object[name];
  }
  return at;
}

/** The paths are our own few constants, asked of every event of an import: splitting them took a third of its time. */
const SPLIT = new Map<string, readonly string[]>();
function namesOf(path: string): readonly string[] {
  let names = SPLIT.get(path);
  if (names === undefined) {
    names = path.split(".");
    SPLIT.set(path, names);
  }
  return names;
}

/** Strings as they are, numbers and booleans spelt out, everything else as "". */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function textAt(value: unknown, path: string): string {
  return textOf(memberAt(value, path));
}

/** The last moment of a DateTime64(3): the end of 2299. */
const TIME_MS_MAX = 10_413_791_999_999;

/** Milliseconds since the epoch of an ISO 8601 time; null for anything else, and for what the store cannot hold. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const ms = Date.parse(value);
  return ms >= 0 && ms <= TIME_MS_MAX ? ms : null;
}

/** As JSON, whatever it is. What is nested deeper than the engine can walk is nothing Heroku sent. */
export function jsonOf(value: unknown): string {
  return stringify(value) ?? "null";
}

/** As JSON with the members of every object in order, so that two spellings of one event are one text. */
export function canonicalJsonOf(value: unknown): string {
  return (
    stringify(value, (_key, member) =>
      Array.isArray(member) || typeof member !== "object" || member === null
        ? member
        : Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))),
    ) ?? "null"
  );
}

function stringify(value: unknown, replace?: (key: string, member: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(value, replace);
  } catch {
    return '{"unreadable":"nested too deeply"}';
  }
}
