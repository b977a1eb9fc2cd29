import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CUT_LINE_BYTES } from "../../../app/contract/limits.ts";
import { joinCutLines, mayBeCut, type PieceRow } from "../../../app/domain/logs/join-cut-lines.ts";

const row = (message: string, changes: Partial<PieceRow> = {}): PieceRow => ({
  timestamp_micros: 1_772_615_702_118_437,
  received_ms: 1_772_615_702_500,
  frame_seq: 7,
  line_index: 0,
  drain_id: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
  kind: "app",
  level: "info",
  host_name: "host",
  app_name: "app",
  process_id: "web.1",
  message,
  ...changes,
});

/** What the dyno makes of a text: bytes cut at 10,000, each piece decoded as it is stored. */
function cut(text: string): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += CUT_LINE_BYTES)
    pieces.push(bytes.toString("utf8", at, at + CUT_LINE_BYTES));
  return pieces;
}
const rowsOf = (pieces: readonly string[], changes: Partial<PieceRow> = {}) =>
  pieces.map((message, i) => row(message, { line_index: 3 + i, ...changes }));

/** The text with U+FFFD for each character that a cut goes through. */
function asStored(text: string): string {
  let at = 0;
  return [...text]
    .map((character) => {
      const start = at;
      at += Buffer.byteLength(character);
      const isCut = Math.floor(start / CUT_LINE_BYTES) !== Math.floor((at - 1) / CUT_LINE_BYTES);
      return isCut ? "\uFFFD" : character;
    })
    .join("");
}

const wholesOf = (rows: readonly PieceRow[]) => [...new Set(joinCutLines(rows).values())];
const FULL = "x".repeat(CUT_LINE_BYTES);

describe("a message that the dyno cut", () => {
  it("is whole again, whatever its text and wherever the cut fell", () => {
    const character = fc.constantFrom("a", "é", "✓", "😀", " ", "\n", '"', "{", "=", "7");
    const text = fc
      .tuple(fc.array(character, { minLength: 1, maxLength: 40 }), fc.integer({ min: CUT_LINE_BYTES + 1, max: 35_000 }))
      .map(([parts, bytes]) => {
        const part = parts.join("");
        const whole = part.repeat(Math.ceil(bytes / Buffer.byteLength(part)));
        // Not at a multiple of its own length, so that cuts fall everywhere in the part.
        return [...whole].slice(0, -1).join("");
      })
      .filter((whole) => Buffer.byteLength(whole) > CUT_LINE_BYTES);
    fc.assert(
      fc.property(text, fc.nat(), (whole, seed) => {
        const rows = rowsOf(cut(whole));
        const shuffled = seed % 2 ? [...rows].reverse() : rows;
        expect(wholesOf(shuffled).map(({ message }) => message)).toEqual([asStored(whole)]);
        expect(joinCutLines(rows).size).toBe(rows.length);
        for (const piece of rows.slice(0, -1)) expect(mayBeCut(piece)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("is parsed as one: the fields of JSON that no piece has", () => {
    const text = JSON.stringify({ level: "error", msg: "y".repeat(12_000), user: { id: 42 } });
    const [whole] = wholesOf(rowsOf(cut(text)));
    expect(whole).toMatchObject({ level: "error", message: text, fields: { "user.id": "42", level: "error" } });
    expect(whole?.lines).toHaveLength(2);
  });

  it("beside others of its frame: each with its own pieces", () => {
    const first = cut("a".repeat(10_500));
    const second = cut("b".repeat(20_500));
    const rows = [...rowsOf(first), row("between", { line_index: 5 })];
    const all = [...rows, ...second.map((message, i) => row(message, { line_index: 6 + i }))];
    expect(wholesOf(all).map(({ lines, message }) => [lines.length, message.length])).toEqual([
      [2, 10_500],
      [3, 20_500],
    ]);
  });
});

describe("lines that may be others are not joined", () => {
  const [piece, rest] = rowsOf(cut("z".repeat(12_000))) as [PieceRow, PieceRow];
  it("joins these without any change", () => expect(joinCutLines([piece, rest]).size).toBe(2));

  it.each<[string, Partial<PieceRow>]>([
    ["another frame", { frame_seq: 8, line_index: 0 }],
    ["a frame of another millisecond", { received_ms: piece.received_ms + 1 }],
    ["a gap in the frame, where a line was shed or another process spoke", { line_index: rest.line_index + 1 }],
    ["the line before it", { line_index: piece.line_index - 1 }],
    ["another process", { process_id: "web.2" }],
    ["another source", { app_name: "heroku" }],
    ["another drain", { drain_id: "1d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60" }],
    ["another host", { host_name: "other" }],
    ["a later moment", { timestamp_micros: piece.timestamp_micros + 10_001 }],
    ["an earlier moment", { timestamp_micros: piece.timestamp_micros - 1 }],
    ["nothing said", { message: "" }],
  ])("%s", (_what, changes) => {
    expect(joinCutLines([piece, { ...rest, ...changes }]).size).toBe(0);
  });

  it.each([
    ["a byte short", FULL.slice(1)],
    ["a byte long", `${FULL}x`],
    ["10,000 characters of more bytes", `é${FULL.slice(1)}`],
    ["a character lost at the end, but not at the next one's start", `${FULL.slice(0, -1)}\uFFFD`],
    ["a whole JSON value of just that size", JSON.stringify({ a: "x".repeat(CUT_LINE_BYTES - 8) })],
  ])("after %s", (_what, message) => {
    expect(joinCutLines([row(message), row("and more", { line_index: 1 })]).size).toBe(0);
  });

  it("any lines at all: never throws, and every whole consists of its pieces", () => {
    const message = fc.oneof(fc.string(), fc.constantFrom(FULL, `${FULL}\uFFFD`, `\uFFFD${FULL.slice(1)}`, "\uFFFD"));
    const rows = fc.array(fc.tuple(message, fc.nat({ max: 4 }), fc.nat({ max: 1 })), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (some) => {
        const all = some.map(([text, line_index, frame_seq]) => row(text, { line_index, frame_seq }));
        for (const { lines, message: whole } of wholesOf(all)) {
          expect(lines.length).toBeGreaterThan(1);
          expect(whole.length).toBeGreaterThanOrEqual(CUT_LINE_BYTES - 3);
        }
      }),
    );
  });
});
