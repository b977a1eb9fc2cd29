import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_KINDS, LINE_LEVELS } from "../../../app/contract/line.ts";
import { countLines } from "../../../app/domain/logs/frame.ts";
import { readFrame } from "../../../app/domain/logs/read-frame.ts";

const receivedAtMs = Date.parse("2026-03-04T09:22:00Z");
const corpus = new URL("../../fixtures/frames/fuzz/", import.meta.url);
const cases = readdirSync(corpus).map((file): [string, Buffer] => [file, readFileSync(new URL(file, corpus))]);

/** What must hold for any body at all. */
function expectSound(body: Uint8Array): void {
  for (const structuredData of [false, true]) {
    const counted = countLines(body);
    const read = readFrame(body, { receivedAtMs, structuredData });
    expect(read.badTailBytes).toBe(counted.badTailBytes);
    const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
    expect(read.messages).toBe(counted.lineCount + (counted.badTailBytes > 0 ? 1 : 0));
    expect(sum(read.lines.map((line) => line.messages))).toBe(read.messages);
    // every byte is a prefix's or a line's: the tail is a line without a prefix, and what is one of many has them inside
    const alone = read.lines.filter((line) => line.messages === 1);
    if (counted.badTailBytes > 0) alone.pop();
    const prefixBytes = sum(alone.map((line) => `${line.messageLen} `.length));
    expect(prefixBytes + sum(read.lines.map((line) => line.messageLen))).toBe(body.length);
    const raw = read.lines.filter((line) => line.fields.get("parse.error") !== undefined);
    expect(read.rawMessages).toBe(sum(raw.map((line) => line.messages)));
    expect(Number.isSafeInteger(read.upstreamDropped)).toBe(true);
    for (const line of read.lines) {
      expect(LINE_KINDS).toContain(line.kind);
      expect(LINE_LEVELS).toContain(line.level);
      expect(Number.isSafeInteger(line.timestampMicros)).toBe(true);
      expect(line.priority >= 0 && line.priority <= 191).toBe(true);
      expect(line.message.length <= line.messageLen).toBe(true);
      // 64 of the parser's, and at most two of ours
      expect(line.fields.names.length).toBeLessThanOrEqual(66);
      expect(line.fields.names.every((_, i) => typeof line.fields.valueAt(i) === "string")).toBe(true);
    }
  }
}

describe("the corpus of nasty frames", () => {
  it.each(cases)("%s is read without loss", (_, body) => {
    expectSound(body);
  });

  it.each(cases)("%s changes nothing for a sound frame before it", (_, body) => {
    const sound = "68 <190>1 2026-03-04T09:17:40.443821+00:00 host app web.1 - sound line\n";
    const [first] = readFrame(Buffer.concat([Buffer.from(sound), body]), { receivedAtMs }).lines;
    expect(first?.message).toBe("sound line");
  });

  it("leaves the prototypes of everything else alone", () => {
    for (const [, body] of cases) readFrame(body, { receivedAtMs });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it("a field is only there when the line has it: no inherited names", () => {
  const body = cases.find(([file]) => file === "text-looks-like-a-frame.frame")?.[1] ?? Buffer.alloc(0);
  const fields = readFrame(body, { receivedAtMs }).lines[0]?.fields.toRecord();
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) expect(fields?.[name]).toBeUndefined();
});

it("arbitrary bytes are read without loss", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectSound), { numRuns: 200 });
});

it("any cut of a sound frame is read without loss", () => {
  const whole = readFileSync(new URL("../platform-lines.frame", corpus));
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, length) =>
      expectSound(whole.subarray(from, from + length)),
    ),
    { numRuns: 100 },
  );
});

it("any byte of a sound frame may be wrong", { timeout: 30_000 }, () => {
  const whole = readFileSync(new URL("../platform-lines.frame", corpus));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const broken = Buffer.from(whole);
      broken[at] = byte;
      expectSound(broken);
    }),
    { numRuns: 200 },
  );
});

describe("a million-byte body of one-byte messages", () => {
  const body = Buffer.from("1 x".repeat(349_525));

  it("is read whole: a hundred lines, and one that has the rest as it came", () => {
    const { lines, messages, rawMessages } = readFrame(body, { receivedAtMs });
    expect([lines.length, messages, rawMessages]).toEqual([101, 349_525, 349_525]);
    expect(lines[0]).toMatchObject({ message: "x", messages: 1 });
    expect(lines[100]).toMatchObject({ message: "1 x".repeat(349_425), messages: 349_425 });
    expect(lines[100]?.fields.toRecord()).toEqual({ "parse.error": "header", "parse.messages": "349425" });
  });

  it("has its sound lines apart, and no more rows for being broken up by them", () => {
    const sound = "68 <190>1 2026-03-04T09:17:40.443821+00:00 host app web.1 - sound line\n";
    const { lines } = readFrame(Buffer.from(`${"1 x".repeat(150)}${sound}1 y${sound}1 z1 z`), { receivedAtMs });
    expect(lines.slice(100).map((line) => line.message)).toEqual([
      "1 x".repeat(50),
      "sound line",
      "y",
      "sound line",
      "1 z1 z",
    ]);
  });
});
