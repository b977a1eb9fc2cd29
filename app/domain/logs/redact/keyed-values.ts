/*
 * Values of names, as logs write them: `password=x`, `"password":"x"`, `:password => "x"`, `password: x`, `\"password\":\"x\"` (JSON
 * in JSON), `?password=x&`. A name is read backwards from each `=` and `:`, so it costs the same for one name and for fifty.
 */
import type { Detector } from "./detectors.ts";
import { isOfName } from "./name-characters.ts";

/** Longer words are no names that anybody lists. */
const NAME_CHARS_MAX = 64;
/** Between a name, its sign and its value: `password : x`, aligned or not. */
const SPACES_MAX = 4;

const EQUALS = 0x3d;
const COLON = 0x3a;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const GREATER = 0x3e;

/** @param keys as the customer wrote them; case does not matter, `*` at either end is any part of a name */
export function compileKeyedValues(keys: readonly string[]): Detector {
  const isAsked = compileNames(keys);
  const mayEnd = endsOf(keys);
  return (text, hit) => {
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign !== EQUALS && sign !== COLON) continue;
      const nameEnd = endOfName(text, at);
      if (mayEnd[text.charCodeAt(nameEnd - 1)] !== 1 || !isAsked(nameBefore(text, nameEnd))) continue;
      const [start, end] = valueAfter(text, at);
      if (start < end) hit(start, end);
      at = Math.max(at, end - 1);
    }
  };
}

function compileNames(keys: readonly string[]): (name: string) => boolean {
  const lower = keys.map((key) => key.toLowerCase());
  const exact = new Set(lower.filter((key) => !key.includes("*")));
  const tests = lower.filter((key) => key.includes("*")).map(compilePart);
  return (name) => {
    if (name === "") return false;
    const written = name.toLowerCase();
    return exact.has(written) || tests.some((isAsked) => isAsked(written));
  };
}

/** `*_token`, `x-*`, `*secret*`: compared, not matched, so a name costs what its letters cost. */
function compilePart(key: string): (name: string) => boolean {
  const part = key.replaceAll("*", "");
  if (!key.endsWith("*")) return (name) => name.endsWith(part);
  return key.startsWith("*") ? (name) => name.includes(part) : (name) => name.startsWith(part);
}

/** By character, whether a name that is asked for may end with it: most names are told by that without being read. */
function endsOf(keys: readonly string[]): Uint8Array {
  const mayEnd = new Uint8Array(256);
  for (const key of keys) {
    const last = key.at(-1) as string;
    if (last === "*") mayEnd.fill(1);
    for (const written of [last.toLowerCase(), last.toUpperCase()]) mayEnd[written.charCodeAt(0)] = 1;
  }
  return mayEnd;
}

/** Where the name before the sign at `at` ends: before spaces, and before its quote. */
function endOfName(text: string, at: number): number {
  let end = at;
  const firstSpace = at - SPACES_MAX;
  while (end > 0 && end > firstSpace && text.charCodeAt(end - 1) === SPACE) end--;
  const quote = text.charCodeAt(end - 1);
  if (quote === QUOTE || quote === APOSTROPHE) {
    end--;
    while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) end--;
  }
  return end;
}

/** The name that ends there; empty when there is none. */
function nameBefore(text: string, end: number): string {
  let start = end;
  const first = Math.max(0, end - NAME_CHARS_MAX - 1);
  while (start > first && isOfName(text.charCodeAt(start - 1))) start--;
  return end - start > NAME_CHARS_MAX ? "" : text.slice(start, end);
}

/** Where the value behind the sign at `at` stands, without its quotes. Objects and lists are no values: both ends are the same then. */
function valueAfter(text: string, at: number): [start: number, end: number] {
  let start = at + 1;
  if (text.charCodeAt(start) === GREATER) start++; // Ruby's =>
  const lastSpace = start + SPACES_MAX;
  while (start < lastSpace && text.charCodeAt(start) === SPACE) start++;
  let slashes = 0;
  while (text.charCodeAt(start + slashes) === BACKSLASH) slashes++;
  const quote = text.charCodeAt(start + slashes);
  if (quote === QUOTE || quote === APOSTROPHE) {
    const first = start + slashes + 1;
    return [first, endOfQuoted(text, first, quote, slashes)];
  }
  const end = endOfBare(text, start);
  // `Authorization: Bearer x`: what is to be hidden is behind the scheme.
  const isScheme = text.charCodeAt(end) === SPACE && SCHEME.test(text.slice(start, end));
  return [start, isScheme ? endOfBare(text, end + 1) : end];
}

const SCHEME = /^(?:basic|bearer|digest|token)$/i;

function endOfBare(text: string, start: number): number {
  let end = start;
  while (end < text.length && !ENDS_BARE.has(text.charCodeAt(end))) end++;
  return end;
}

/** What ends a value without quotes: white space, `"`, `&`, `'`, `)`, `,`, `;`, `[`, `]`, `{`, `}`, `|`. */
const ENDS_BARE: ReadonlySet<number> = new Set([..."\t\n\v\f\r \"&'),;[]{}|"].map((sign) => sign.charCodeAt(0)));

/**
 * Before the quote that has as many backslashes in front as the first had; of a text that was cut, its end. More backslashes are an
 * escaped quote within; fewer end what this text itself stands in.
 */
function endOfQuoted(text: string, first: number, quote: number, slashes: number): number {
  let before = 0;
  for (let at = first; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      before++;
      continue;
    }
    // Two backslashes are one that is escaped: they take nothing from the quote behind them.
    const escaping = slashes === 0 ? before % 2 : before;
    if (code === quote && escaping <= slashes) return at - (slashes === 0 ? 0 : before);
    before = 0;
  }
  return text.length;
}
