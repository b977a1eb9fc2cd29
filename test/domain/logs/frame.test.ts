import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countLines, splitFrame, walkFrame } from "../../../app/domain/logs/frame.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytesOf = (latin1: string): Buffer => Buffer.from(latin1, "latin1");

function joinFrame(messages: Uint8Array[]): Buffer {
  return Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.length} `), message]));
}

function linesOf(body: Uint8Array): string[] {
  const { offsets, lineCount } = splitFrame(body);
  return Array.from({ length: lineCount }, (_, i) => text(body.subarray(offsets[2 * i], offsets[2 * i + 1])));
}

describe("splitting a frame", () => {
  it("goes by octet count, not by newlines", () => {
    const body = bytesOf("5 a\nb\n\n3 xyz8 12 <45>1");
    expect(linesOf(body)).toEqual(["a\nb\n\n", "xyz", "12 <45>1"]);
    expect(countLines(body)).toEqual({ lineCount: 3, badTailBytes: 0 });
  });

  it("counts bytes, not characters", () => {
    expect(linesOf(Buffer.from("3 ✓4 é✓"))).toEqual([text(Buffer.from("✓")), text(Buffer.from("é✓").subarray(0, 4))]);
  });

  it("finds nothing and nothing bad in an empty body", () => {
    expect(splitFrame(new Uint8Array(0))).toEqual({ offsets: new Uint32Array(0), lineCount: 0, badTailBytes: 0 });
  });

  it("gives positions that hold for a view on a larger buffer", () => {
    const larger = bytesOf("garbage3 abcgarbage");
    expect(linesOf(larger.subarray(7, 12))).toEqual(["abc"]);
  });

  it.each([
    ["a leading zero", "03 abc"],
    ["a zero length", "0 abc"],
    ["seven digits", "1000000 abc"],
    ["digits without end", "9".repeat(100)],
    ["no space after the length", "3abc"],
    ["a newline for the space", "3\nabc"],
    ["a length that runs past the end", "4 abc"],
    ["a length and nothing after it", "4"],
    ["a length, a space and nothing after it", "4 "],
    ["a newline between frames", "\n3 abc"],
    ["a sign", "+3 abc"],
    ["no length at all", "abc"],
  ])("ends at %s and reports the rest as the bad tail", (_, tail) => {
    expect(countLines(bytesOf(tail))).toEqual({ lineCount: 0, badTailBytes: tail.length });
    const afterSound = bytesOf(`3 abc2 de${tail}`);
    expect(linesOf(afterSound)).toEqual(["abc", "de"]);
    expect(splitFrame(afterSound).badTailBytes).toBe(tail.length);
  });

  it("reads six digits, and no seventh, though the body has the bytes", () => {
    const body = bytesOf(`999999 ${"x".repeat(999_999)}`);
    expect(countLines(body)).toEqual({ lineCount: 1, badTailBytes: 0 });
    const longer = bytesOf(`1000000 ${"x".repeat(1_000_000)}`);
    expect(countLines(longer)).toEqual({ lineCount: 0, badTailBytes: longer.length });
  });

  it("holds a million one-byte messages in eight bytes each", () => {
    const split = splitFrame(bytesOf("1 x".repeat(1_000_000)));
    expect(split.lineCount).toBe(1_000_000);
    expect(split.offsets.byteLength).toBe(8_000_000);
    expect(split.badTailBytes).toBe(0);
  });

  it("gives back exactly the messages that were joined", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 }), (messages) => {
        const body = joinFrame(messages);
        expect(linesOf(body)).toEqual(messages.map(text));
        expect(countLines(body)).toEqual({ lineCount: messages.length, badTailBytes: 0 });
      }),
    );
  });

  it("finds in any prefix of a sound body its first whole lines, and counts the rest", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (messages, seed) => {
          const body = joinFrame(messages);
          const cut = body.subarray(0, seed % (body.length + 1));
          const found = linesOf(cut);
          expect(found).toEqual(messages.slice(0, found.length).map(text));
          const used = joinFrame(messages.slice(0, found.length)).length;
          expect(countLines(cut).badTailBytes).toBe(cut.length - used);
        },
      ),
    );
  });

  it("accounts for every byte of arbitrary bodies: prefixes, lines and bad tail", () => {
    const digitsAndSpaces = fc.string({ unit: fc.constantFrom("0", "1", "2", "9", " ", "\n", "<"), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), digitsAndSpaces.map(bytesOf)), (body) => {
        let covered = 0;
        let at = 0;
        const counted = walkFrame(body, (start, end) => {
          expect(text(body.subarray(at, start))).toBe(`${end - start} `);
          covered += end - at;
          at = end;
        });
        expect(covered + counted.badTailBytes).toBe(body.length);
        expect(countLines(body)).toEqual(counted);
        expect(splitFrame(body).lineCount).toBe(counted.lineCount);
      }),
      { numRuns: 500 },
    );
  });
});
