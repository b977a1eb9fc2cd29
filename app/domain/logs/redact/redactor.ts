import { KEYS_RULE, PREFIXES_RULE, type Redacted, type RedactionRules } from "../../../contract/redaction.ts";
import { viewOf } from "../../../lib/byte-words.ts";
import { HEROKUS_OWN_WORDS } from "../classify.ts";
import { walkFrame } from "../frame.ts";
import { parseHeader } from "../line.ts";
import { type Detector, detectors } from "./detectors.ts";
import { compileKeyedValues } from "./keyed-values.ts";
import { compilePrefixedWords } from "./prefixed-words.ts";

export interface Redactor {
  /**
   * Masks values in the frame's own bytes, each byte by a `*`: lengths and places stay, so a frame stays a frame. In JSON the digits of a
   * bare number become nines, so that it stays JSON. Headers are left alone, and so are lines that Heroku's API and Logplex wrote
   * (`app api`, `heroku logplex`): changes and losses are told by them. Bytes that are no sound line are masked as one text.
   *
   * @param structuredData whether STRUCTURED-DATA follows MSGID
   * @returns null when there was nothing to mask
   * @throws never
   */
  redactFrame(body: Buffer, structuredData: boolean): Redacted | null;
  /** The same for one text. */
  redactText(text: string): { text: string; redacted: Redacted | null };
}

const STAR = 0x2a;
const NINE = 0x39;
/** The shortest that any rule finds is longer: a name, a sign, and a value of one character. */
const TEXT_BYTES_MIN = 3;

/** @returns null where nothing is to be masked */
export function compileRedactor(rules: RedactionRules): Redactor | null {
  const found: [rule: string, Detector][] = rules.detectors.map((id) => [id, detectors[id]]);
  if (rules.keys.length > 0) found.push([KEYS_RULE, compileKeyedValues(rules.keys)]);
  if (rules.prefixes.length > 0) found.push([PREFIXES_RULE, compilePrefixedWords(rules.prefixes)]);
  if (found.length === 0) return null;
  const redact = (body: Buffer, start: number, end: number, counts: Map<string, number>): void => {
    if (end - start < TEXT_BYTES_MIN) return;
    const text = body.toString("latin1", start, end);
    for (const [rule, detect] of found)
      detect(text, (from, to) => {
        const isNumber = isBareNumber(text, from, to);
        const [first, last] = wholeLetters(body, start + from, start + to);
        if (mask(body, first, last, isNumber)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      });
  };
  const redactFrame = (body: Buffer, structuredData: boolean): Redacted | null => {
    const counts = new Map<string, number>();
    const view = viewOf(body);
    const { badTailBytes } = walkFrame(body, (start, end) => {
      const header = parseHeader(body, start, end, { structuredData, view });
      const source = header?.names.source;
      if (!source || !HEROKUS_OWN_WORDS.has(source)) redact(body, header?.dataStart ?? start, end, counts);
    });
    if (badTailBytes > 0) redact(body, body.length - badTailBytes, body.length, counts);
    return redactedOf(counts);
  };
  return {
    redactFrame,
    redactText(text) {
      const body = Buffer.from(text);
      const counts = new Map<string, number>();
      redact(body, 0, body.length, counts);
      return { text: body.toString(), redacted: redactedOf(counts) };
    },
  };
}

function redactedOf(counts: ReadonlyMap<string, number>): Redacted | null {
  return counts.size === 0 ? null : Object.fromEntries(counts);
}

/** What is found may be cut to a length, within a letter of several bytes: all of it is masked then, so that UTF-8 stays UTF-8. */
function wholeLetters(body: Buffer, start: number, end: number): [start: number, end: number] {
  let first = start;
  while (first > 0 && start - first < 3 && isContinuation(body[first])) first--;
  let last = end;
  while (last < body.length && last - end < 3 && isContinuation(body[last])) last++;
  // Continuations without a beginning are no letter, and what stands before them is not theirs.
  return [(body[first] as number) >= 0xc0 ? first : start, last];
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** @returns false when there is nothing left to mask: what another rule has masked is not counted again */
function mask(body: Buffer, start: number, end: number, isNumber: boolean): boolean {
  let isChanged = false;
  for (let at = start; at < end; at++) {
    const byte = body[at] as number;
    if (isNumber && (byte < 0x30 || byte > 0x39)) continue; // its sign, point and exponent
    const masked = isNumber ? NINE : STAR;
    if (byte !== masked && byte !== STAR) {
      body[at] = masked;
      isChanged = true;
    }
  }
  return isChanged;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether `text[start, end)` is a number as JSON has it, without quotes: behind `":` or in a list, before `,`, `}` or `]`. */
function isBareNumber(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text.charCodeAt(before) === 0x20) before--;
  const sign = text[before];
  if (sign === ":") {
    if (text[before - 1] !== '"') return false;
  } else if (sign !== "[" && sign !== ",") return false;
  let after = end;
  while (text.charCodeAt(after) === 0x20) after++;
  const next = text[after];
  return (next === "," || next === "}" || next === "]") && NUMBER.test(text.slice(start, end));
}
