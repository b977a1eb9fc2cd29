import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHeader, readText } from "../../../app/domain/logs/line.ts";
import { SourceMemory } from "../../../app/domain/logs/source-names.ts";
import { readTimestamp } from "../../../app/domain/logs/timestamp.ts";

function header(message: string, options?: Parameters<typeof parseHeader>[3]) {
  const body = Buffer.from(message);
  return parseHeader(body, 0, body.length, options);
}

function textOf(message: string, options?: Parameters<typeof parseHeader>[3]): string | null {
  const body = Buffer.from(message);
  const found = parseHeader(body, 0, body.length, options);
  return found === null ? null : readText(body, found.textStart, body.length, false);
}

function micros(time: string): number | null {
  const bytes = Buffer.from(time);
  return readTimestamp(bytes, 0, bytes.length);
}

const TIME = "2026-03-04T09:17:40.443821+00:00";

describe("the header of a Logplex message", () => {
  it("is read name by name", () => {
    expect(header(`<190>1 ${TIME} host app web.1 - hello\n`)).toMatchObject({
      priority: 190,
      version: "1",
      timestampMicros: 1_772_615_860_443_821,
      names: { hostName: "host", appName: "app", processId: "web.1", messageId: "-", source: "app" },
    });
  });

  it("may end with MSGID, with or without a newline", () => {
    for (const ending of ["", " ", "\n", " \n"]) expect(textOf(`<190>1 ${TIME} host app web.1 -${ending}`)).toBe("");
  });

  it("leaves the text whole but for one trailing newline", () => {
    expect(textOf(`<190>1 ${TIME} host app web.1 - a\nb\n\n`)).toBe("a\nb\n");
    expect(textOf(`<190>1 ${TIME} host app web.1 -  two spaces \r\n`)).toBe(" two spaces \r");
    expect(textOf(`<190>1 ${TIME} host app web.1 - 93 <45>1 looks like a frame`)).toBe("93 <45>1 looks like a frame");
  });

  it("takes `- ` after MSGID for text unless the sender writes structured data", () => {
    const message = `<190>1 ${TIME} host app web.1 - - item\n`;
    expect(textOf(message)).toBe("- item");
    expect(textOf(message, { structuredData: true })).toBe("item");
    expect(textOf(`<190>1 ${TIME} host app web.1 - -\n`, { structuredData: true })).toBe("");
    expect(textOf(`<190>1 ${TIME} host app web.1 - -\n`)).toBe("-");
  });

  it("steps over structured data elements, quotes and brackets inside them included", () => {
    const options = { structuredData: true };
    expect(textOf(`<190>1 ${TIME} h a p - [id k="v]\\"x"][id2] text`, options)).toBe("text");
    expect(textOf(`<190>1 ${TIME} h a p - [unclosed text`, options)).toBe("[unclosed text");
    expect(textOf(`<190>1 ${TIME} h a p - [ERROR]text`, options)).toBe("[ERROR]text");
    expect(textOf(`<190>1 ${TIME} h a p - plain text`, options)).toBe("plain text");
  });

  it.each([
    ["no PRI", `1 ${TIME} host app web.1 - x`],
    ["an empty PRI", `<>1 ${TIME} host app web.1 - x`],
    ["PRI 192", `<192>1 ${TIME} host app web.1 - x`],
    ["a PRI of four digits", `<0134>1 ${TIME} host app web.1 - x`],
    ["a PRI without end", "<13"],
    ["no VERSION", `<13> ${TIME} host app web.1 - x`],
    ["VERSION 0", `<13>0 ${TIME} host app web.1 - x`],
    ["a VERSION of four digits", `<13>1000 ${TIME} host app web.1 - x`],
    ["a BSD date", "<13>Mar  4 09:17:40 host app[1]: x"],
    ["prose", "<13>1 hello world this is prose"],
    ["a missing name", `<13>1 ${TIME} host app web.1`],
    ["an empty name", `<13>1 ${TIME} host  web.1 - x`],
    ["a control character in a name", `<13>1 ${TIME} host a\tp web.1 - x`],
    ["a newline in a name", `<13>1 ${TIME} host app\n web.1 - x`],
    ["a name over 255 bytes", `<13>1 ${TIME} host app ${"w".repeat(256)} - x`],
    ["nothing", ""],
    ["one byte", "<"],
  ])("is refused with %s", (_, message) => {
    expect(header(message)).toBeNull();
  });

  it("is kept without a time when the time is nil or no moment", () => {
    for (const time of ["-", "2026-02-30T00:00:00Z", "2026-tomorrow"]) {
      expect(header(`<13>1 ${time} host app web.1 - x`)).toMatchObject({
        timestampMicros: null,
        names: { appName: "app" },
      });
    }
  });

  it("never looks outside its own bytes", () => {
    const body = Buffer.from(`<13>1 ${TIME} host app web.1 - x`);
    for (let end = 0; end < body.length - 3; end++) expect(parseHeader(body, 0, end)).toBeNull();
  });

  it("is the same with a memory of sources as without, also when their hashes meet", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", ".", "1", "é"), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name, name, name), { maxLength: 60 }), (sources) => {
        const messages = sources.map((names) => Buffer.from(`<13>1 ${TIME} ${names.join(" ")} x`));
        const body = Buffer.concat(messages);
        const memory = new SourceMemory();
        let at = 0;
        for (const message of messages) {
          const end = at + message.length;
          const remembered = parseHeader(body, at, end, { sources: memory });
          expect(remembered).toEqual(parseHeader(body, at, end));
          at = end;
        }
      }),
    );
  });

  it("never throws on arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (tail, structuredData) => {
        const body = Buffer.concat([Buffer.from("<13>1 2026-03-04"), tail]);
        parseHeader(body, 0, body.length, { structuredData });
        parseHeader(Buffer.from(tail), 0, tail.length, { structuredData });
      }),
    );
  });
});

describe("a timestamp", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2026-03-04T09:17:40+00:00", 1_772_615_860_000_000],
    ["2026-03-04T09:17:40.4+00:00", 1_772_615_860_400_000],
    ["2026-03-04T09:17:40.443821999Z", 1_772_615_860_443_821],
    ["2026-03-04T10:17:40+01:00", 1_772_615_860_000_000],
    ["2026-03-04T03:47:40-05:30", 1_772_615_860_000_000],
    ["2026-03-04t09:17:40z", 1_772_615_860_000_000],
    ["2024-02-29T00:00:00Z", 1_709_164_800_000_000],
    ["2000-02-29T23:59:59Z", 951_868_799_000_000],
    ["2254-12-31T23:59:59.999999Z", 8_993_721_599_999_999],
  ])("%s is %d microseconds", (time, expected) => {
    expect(micros(time)).toBe(expected);
    expect(Number.isSafeInteger(expected)).toBe(true);
  });

  it.each([
    "2026-03-04",
    "2026-03-04T09:17:40",
    "2026-03-04 09:17:40Z",
    "2026-3-04T09:17:40+00:00",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-03-04T24:00:00Z",
    "2026-03-04T09:60:00Z",
    "2016-12-31T23:59:60Z",
    "2026-03-04T09:17:40.Z",
    "2026-03-04T09:17:40+0000",
    "2026-03-04T09:17:40+24:00",
    "2026-03-04T09:17:40+00:60",
    "2026-03-04T09:17:40 00:00",
    "2026-03-04T09:17:40Zx",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+01:00",
    "2255-01-01T00:00:00Z",
    "",
  ])("%s is none", (time) => {
    expect(micros(time)).toBeNull();
  });

  it("agrees with Date for every moment from 1970 to 2254", () => {
    const moment = fc.date({ min: new Date(0), max: new Date("2254-12-31T23:59:59.999Z"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        expect(micros(date.toISOString())).toBe(date.getTime() * 1000);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the text of a line", () => {
  it("replaces what is not UTF-8 and keeps the rest", () => {
    const body = Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x62, 0xe2, 0x82]);
    expect(readText(body, 0, body.length, false)).toBe("a\ufffd\ufffd(b\ufffd");
  });

  it("keeps a byte order mark", () => {
    const body = Buffer.from("\ufeffx");
    expect(readText(body, 0, body.length, false)).toBe("\ufeffx");
  });
});
