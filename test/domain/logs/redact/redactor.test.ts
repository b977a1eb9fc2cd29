import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETECTOR_IDS } from "../../../../app/contract/redaction.ts";
import { splitFrame } from "../../../../app/domain/logs/frame.ts";
import { parseHeader } from "../../../../app/domain/logs/line.ts";
import { compileRedactor, type Redactor } from "../../../../app/domain/logs/redact/redactor.ts";
import { frameOf, syslogLine } from "../../../support/frames.ts";

const corpus = new URL("../../../fixtures/frames/fuzz/", import.meta.url);
const cases = readdirSync(corpus).map((file): [string, Buffer] => [file, readFileSync(new URL(file, corpus))]);
const redactorOf = (rules: { detectors?: typeof DETECTOR_IDS; keys?: string[]; prefixes?: string[] }) =>
  compileRedactor({ detectors: [], keys: [], prefixes: [], ...rules }) as Redactor;
const everything = redactorOf({ detectors: DETECTOR_IDS, keys: ["password", "*_key"], prefixes: ["cus_"] });
const at = new Date("2026-03-04T09:15:02.118Z");

describe("masking a frame", () => {
  it("changes texts and counts values by rule, each once whatever rules find it", () => {
    const lines = [
      'login email=jane@example.com password=jane@example.com "cus_1"',
      '{"email":"jo@example.com","api_key":"x"}',
      "nothing here",
    ];
    const body = frameOf(lines.map((text) => syslogLine(text, { at })));
    expect(everything.redactFrame(body, false)).toEqual({ email: 3, keys: 1, prefixes: 1 });
    const expected = [
      'login email=**************** password=**************** "cus_*"',
      '{"email":"**************","api_key":"*"}',
      "nothing here",
    ];
    expect(body.toString()).toBe(frameOf(expected.map((text) => syslogLine(text, { at }))).toString());
    expect(everything.redactFrame(body, false)).toBeNull();
  });

  it("leaves what stands in headers, however it looks", () => {
    const line = "<190>1 2026-03-04T09:15:02.118000+00:00 203.0.113.9 jane@example.com cus_1 password=x hello\n";
    const body = frameOf([line]);
    expect(everything.redactFrame(body, false)).toBeNull();
    expect(body.toString()).toBe(frameOf([line]).toString());
  });

  it("masks STRUCTURED-DATA where there is some", () => {
    const line = '<190>1 2026-03-04T09:15:02Z h app web.1 - [x password="hunter2"] hi\n';
    const body = frameOf([line]);
    expect(everything.redactFrame(body, true)).toEqual({ keys: 1 });
    expect(body.toString()).toBe(frameOf([line.replace("hunter2", "*******")]).toString());
  });

  it("leaves what Heroku's API and Logplex wrote: changes and losses are told by it", () => {
    const lines = [
      syslogLine("Release v7 created by user jane@example.com", { process: "api", at }),
      syslogLine("Error L10 (output buffer overflow): 3 messages dropped for jane@example.com", {
        app: "heroku",
        process: "logplex",
        at,
      }),
    ];
    const body = frameOf(lines);
    expect(everything.redactFrame(body, false)).toBeNull();
    expect(body.toString()).toBe(frameOf(lines).toString());
  });

  it("masks lines without a header, and what is no line at all", () => {
    const body = Buffer.concat([frameOf(["jane@example.com"]), Buffer.from("not framed: jane@example.com")]);
    expect(everything.redactFrame(body, false)).toEqual({ email: 2 });
    expect(body.toString()).toBe("16 **************** not framed: ****************".replace("** not", "**not"));
  });

  it("never reaches from one message into the next, whose length is a number", () => {
    const body = frameOf(["4111111111111111", "jane@example.com", "password=", "x"]);
    expect(everything.redactFrame(body, false)).toEqual({ card: 1, email: 1 });
    expect(body.toString()).toBe(frameOf(["****************", "****************", "password=", "x"]).toString());
  });

  it("never reaches from a text that begins within a letter into the header before it", () => {
    const header = Buffer.from("<190>1 2026-03-04T09:15:02.118000+00:00 host app web.1 - ");
    const text = Buffer.concat([Buffer.from([0x80, 0x80]), Buffer.from("@example.com")]);
    const body = frameOf([Buffer.concat([header, text])]);
    expect(everything.redactFrame(body, false)).toEqual({ email: 1 });
    expect(body.equals(frameOf([Buffer.concat([header, Buffer.from("*".repeat(text.length))])]))).toBe(true);
  });

  it("is nothing where there are no rules", () => {
    expect(compileRedactor({ detectors: [], keys: [], prefixes: [] })).toBeNull();
  });
});

/** Words that rules look for, whole, cut and next to each other, between arbitrary ones. */
const pieces = fc.constantFrom(
  ...'password= "password":" \\"api_key\\":\\" cus_ @ %40 example.com jane 4111111111111111 4111 1111 - 1.2.3.4 :: : = eyJhbGciOiJI . Bearer abc12345 :// : GB29 NWBK sk-012345678901234567890 { } [ ] , \' " \\ \n é \u0000'.split(
    " ",
  ),
  " ",
);
const text = fc
  .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 30 })
  .map((parts) => parts.join(""));

describe("whatever the text", () => {
  it("a frame keeps its lines, their places and their headers, and only texts change", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const body = frameOf(texts.map((each) => syslogLine(each, { at })));
        const before = Buffer.from(body);
        const redacted = everything.redactFrame(body, false);
        const split = splitFrame(body);
        expect(split).toEqual(splitFrame(before));
        let textBytes = 0;
        for (let i = 0; i < split.lineCount; i++) {
          const [start, end] = [split.offsets[2 * i] as number, split.offsets[2 * i + 1] as number];
          const textStart = parseHeader(before, start, end)?.textStart ?? start;
          before.fill(0, textStart, end);
          body.fill(0, textStart, end);
          textBytes += end - textStart;
        }
        expect(body.equals(before)).toBe(true);
        expect(redacted === null || textBytes > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("UTF-8 stays UTF-8: no letter is masked in part", () => {
    fc.assert(
      fc.property(text, (each) => {
        const body = frameOf([syslogLine(each, { at })]);
        everything.redactFrame(body, false);
        expect(isUtf8(body)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("arbitrary bytes are masked without an error, in place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, structuredData) => {
        const body = Buffer.from(bytes);
        everything.redactFrame(body, structuredData);
        expect(body.length).toBe(bytes.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(cases)("%s keeps its lines and their places", (_file, bytes) => {
    for (const structuredData of [false, true]) {
      const body = Buffer.from(bytes);
      everything.redactFrame(body, structuredData);
      expect(splitFrame(body)).toEqual(splitFrame(bytes));
    }
  });

  it("an address in the middle of any text is gone", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { text: left } = everything.redactText(`${before} jane@example.com ${after}`);
        expect(left).not.toContain("jane@example.com");
      }),
      { numRuns: 1_000 },
    );
  });
});
