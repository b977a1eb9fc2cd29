import type { QueryDiagnostic } from "../api.ts";
import { isPathLike } from "./path-names.ts";
import { regexFault } from "./regex-syntax.ts";
import { type StatesLeft, statesOfPattern } from "./states.ts";
import type { FieldHead } from "./tokens.ts";
import type { CompareOperator, FieldTest } from "./tree.ts";
import { type PatternPiece, readPattern } from "./values.ts";
import { OPENS_PATH_VALUE, OPENS_VALUE, quote, readQuoted, standAlone, wordEnd } from "./words.ts";

/** A field's value as read. `raw` is its text, made safe to stand alone. */
export interface ValueRead {
  test: FieldTest;
  raw: string;
  to: number;
  diagnostics: QueryDiagnostic[];
}

const RANGE = /([[{])\s*("[^"\\]*"|[^\s"[\]{}()]+)\s+TO\s+("[^"\\]*"|[^\s"[\]{}()]+)\s*([\]}])/iy;
const COMPARISON = /(>=|<=|>|<)(\s*)/y;

/**
 * Reads what stands after `name:` (never white space): quoted, `~contains`, `[a TO b]`, `>5`, `/regex/`, `*` or a word.
 *
 * @param left what its patterns may cost
 * @returns null when nothing that could be a value stands here
 */
export function readValue(text: string, at: number, head: FieldHead, left: StatesLeft): ValueRead | null {
  return (
    quotedValue(text, at) ??
    containsValue(text, at, head, left) ??
    rangeValue(text, at) ??
    comparedValue(text, at) ??
    regexValue(text, at, head, left) ??
    wordValue(text, at, head, left)
  );
}

function quotedValue(text: string, at: number): ValueRead | null {
  const isCased = text[at] === "=";
  const read = readQuoted(text, isCased ? at + 1 : at, isCased);
  if (read === null) return null;
  const raw = read.isClosed ? text.slice(at, read.to) : (isCased ? "=" : "") + quote(read.text);
  return {
    test: { is: "value", text: read.text, isQuoted: true, isCased },
    raw,
    to: read.to,
    diagnostics: read.isClosed ? [] : [unclosed(at)],
  };
}

function containsValue(text: string, at: number, head: FieldHead, left: StatesLeft): ValueRead | null {
  if (text[at] !== "~") return null;
  const inner = quotedValue(text, at + 1) ?? wordValue(text, at + 1, head, left);
  if (inner === null || inner.test.is !== "value" || inner.test.text === "") return null;
  return { ...inner, test: { ...inner.test, is: "contains" }, raw: `~${inner.raw}` };
}

function rangeValue(text: string, at: number): ValueRead | null {
  RANGE.lastIndex = at;
  const found = RANGE.exec(text);
  if (found === null) return null;
  const [raw, opening, low, high, closing] = found as unknown as [string, string, string, string, string];
  return {
    test: {
      is: "range",
      from: bound(low),
      to: bound(high),
      includesFrom: opening === "[",
      includesTo: closing === "]",
    },
    raw,
    to: at + raw.length,
    diagnostics: [],
  };
}

function bound(text: string): string | null {
  if (text === "*") return null;
  return text.startsWith('"') ? text.slice(1, -1) : text;
}

function comparedValue(text: string, at: number): ValueRead | null {
  COMPARISON.lastIndex = at;
  const found = COMPARISON.exec(text);
  if (found === null) return null;
  const [sign, operator, space] = found as unknown as [string, CompareOperator, string];
  const operandAt = at + sign.length;
  // A space may follow the sign only before a number: `status:> 500`, but not `text:> quoted mail`.
  if (space !== "" && !/[-\d]/.test(text[operandAt] ?? "")) return null;
  const quoted = readQuoted(text, operandAt, false);
  if (quoted?.isClosed && quoted.isDouble && quoted.text !== "") {
    const raw = text.slice(at, quoted.to);
    return { test: { is: "compare", operator, text: quoted.text }, raw, to: quoted.to, diagnostics: [] };
  }
  const to = wordEnd(text, operandAt);
  const operand = text.slice(operandAt, to);
  // Brackets, quotes and backslashes mean it is code or markup, not an operand.
  if (operand === "" || /[()"'\\]/.test(operand)) return null;
  return { test: { is: "compare", operator, text: operand }, raw: sign + operand, to, diagnostics: [] };
}

/**
 * `/.../` or `/.../i`, closed by a slash where the word ends. In a field of paths, `/api/v1/` is a path: there only the
 * signs a path does not have make it a regex, and `*` and `?` are wildcards.
 */
function regexValue(text: string, at: number, head: FieldHead, left: StatesLeft): ValueRead | null {
  if (text[at] !== "/") return null;
  const isPath = isPathLike(head.name);
  let end = -1;
  for (let index = at + 1; index < text.length; index++) {
    const char = text[index] as string;
    if (char === "\\") index++;
    else if (isPath && /\s/.test(char)) break;
    else if (char === "/" && /^(?:i?(?:\s|$)|i?\))/.test(text.slice(index + 1, index + 3)) && index > at + 1) {
      end = index;
      break;
    }
  }
  if (end === -1) return null;
  const source = text.slice(at + 1, end);
  const looksLikePath = !/[\^$|()[\]{}+\\]|\.[*+?]/.test(source);
  if (isPath && looksLikePath) {
    const word = wordValue(text, at, head, left);
    word?.diagnostics.push(
      hint(at, end + 1, "Read as a path. A regular expression here needs a sign like ^, $ or \\d."),
    );
    return word;
  }
  const ignoresCase = text[end + 1] === "i";
  const to = end + (ignoresCase ? 2 : 1);
  const fault = regexFault(source, left);
  if (fault !== null) {
    const message = `This regular expression ${fault.message}; it is searched as plain text.`;
    const diagnostic: QueryDiagnostic = {
      from: at + 1 + fault.at,
      to: Math.max(end, at + 2 + fault.at),
      severity: "error",
      message,
    };
    return {
      test: { is: "contains", text: source, isQuoted: true, isCased: false },
      raw: `~${quote(source)}`,
      to,
      diagnostics: [diagnostic],
    };
  }
  const diagnostics = looksLikePath
    ? [hint(at, to, "Read as a regular expression; quote it to search this text.")]
    : [];
  return { test: { is: "regex", source, ignoresCase }, raw: text.slice(at, to), to, diagnostics };
}

function wordValue(text: string, at: number, head: FieldHead, left: StatesLeft): ValueRead | null {
  const to = wordEnd(text, at);
  if (to === at) return null;
  const raw = standAlone(text.slice(at, to), isPathLike(head.name) ? OPENS_PATH_VALUE : OPENS_VALUE);
  if (raw === "*") return { test: { is: "exists" }, raw, to, diagnostics: [] };
  const plain = tooDearPattern(raw, left);
  if (plain !== null) {
    const test = { is: "value", text: plain.text, isQuoted: true, isCased: false } as const;
    return { test, raw: quote(plain.text), to, diagnostics: [{ from: at, to, ...plain.diagnostic }] };
  }
  return { test: { is: "value", text: raw, isQuoted: false, isCased: false }, raw, to, diagnostics: [] };
}

/** @returns the word as plain text when its query cannot afford its wildcards; null when it has none, or can */
export function tooDearPattern(
  word: string,
  left: StatesLeft,
): { text: string; diagnostic: Omit<QueryDiagnostic, "from" | "to"> } | null {
  const pieces = readPattern(word);
  const fault = left.take(statesOfPattern(pieces));
  if (fault === null) return null;
  const asText = (piece: PatternPiece) => ("text" in piece ? piece.text : piece.wildcard);
  const message = `This word with wildcards ${fault}; its wildcards are searched as plain text.`;
  return { text: pieces.map(asText).join(""), diagnostic: { severity: "error", message } };
}

function unclosed(at: number): QueryDiagnostic {
  return {
    from: at,
    to: at + 1,
    severity: "warning",
    message: "This quote is never closed; it is read as closed at the end.",
  };
}

function hint(from: number, to: number, message: string): QueryDiagnostic {
  return { from, to, severity: "hint", message };
}
