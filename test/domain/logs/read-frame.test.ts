import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readFrame } from "../../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../../app/domain/logs/reading-memory.ts";
import { plainLine } from "../../support/plain-line.ts";

const receivedAtMs = Date.parse("2026-03-04T09:22:00Z");
const fixtures = new URL("../../fixtures/frames/", import.meta.url);
const read = (body: Uint8Array | string, options: { structuredData?: boolean } = {}) => {
  const frame = readFrame(typeof body === "string" ? Buffer.from(body) : body, { receivedAtMs, ...options });
  return { ...frame, lines: frame.lines.map(plainLine) };
};

const frame = (message: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
};
const HEADER = "<190>1 2026-03-04T09:17:40.443821+00:00 host app web.1 -";
const sound = frame(`${HEADER} sound line\n`);

describe("reading a frame", () => {
  it.each(["platform-lines", "leading-l10"])("gives the lines of %s as they were said", (name) => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), "utf8"));
    expect(read(readFileSync(new URL(`${name}.frame`, fixtures)))).toEqual(expected);
  });

  it("reads two frames with no newline between them when an L10 line leads", () => {
    const body = readFileSync(new URL("leading-l10.frame", fixtures));
    expect(body).toHaveLength(244);
    const { lines, upstreamDropped, badTailBytes } = read(body);
    expect(lines.map((line) => [line.messageLen, line.kind])).toEqual([
      [144, "logplex"],
      [93, "dyno"],
    ]);
    expect(upstreamDropped).toBe(214);
    expect(badTailBytes).toBe(0);
  });

  it("keeps a message of only a newline, and a header with no text at all", () => {
    for (const ending of [" \n", "\n", "", " "]) {
      expect(read(frame(HEADER + ending)).lines[0]).toMatchObject({ message: "", kind: "app", level: "info" });
    }
  });

  it("keeps a text that looks like a frame of its own", () => {
    const text = "93 <45>1 2026-03-04T09:16:01.300518+00:00 host heroku web.1 - State changed from starting to up";
    const { lines } = read(Buffer.concat([frame(`${HEADER} ${text}\n`), sound]));
    expect(lines.map((line) => line.message)).toEqual([text, "sound line"]);
  });

  it("keeps newlines inside a message", () => {
    expect(read(frame(`${HEADER} one\ntwo\n\n`)).lines[0]?.message).toBe("one\ntwo\n");
  });

  it("decodes what is not UTF-8 without losing its neighbours", () => {
    const bad = Buffer.concat([Buffer.from(`${HEADER} a`), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from("b\n")]);
    const { lines } = read(Buffer.concat([sound, frame(bad), sound]));
    expect(lines.map((line) => line.message)).toEqual(["sound line", "a\ufffd\ufffdb", "sound line"]);
    expect(lines[1]?.messageLen).toBe(bad.length);
  });

  it("keeps a message of 10,000 bytes whole, and counts bytes, not characters", () => {
    const text = "é".repeat(5000);
    const [line] = read(frame(`${HEADER} ${text}\n`)).lines;
    expect(line?.message).toBe(text);
    expect(line?.messageLen).toBe(HEADER.length + 1 + 10_000 + 1);
  });

  it("keeps a line without a header as a raw line beside its good neighbours", () => {
    const { lines, rawMessages, badTailBytes } = read(Buffer.concat([sound, frame("Mar  4 x\n"), sound]));
    expect(lines.map((line) => line.message)).toEqual(["sound line", "Mar  4 x", "sound line"]);
    expect(lines[1]).toEqual({
      timestampMicros: receivedAtMs * 1000,
      messageLen: 9,
      priority: 13,
      version: "",
      hostName: "",
      appName: "",
      processId: "",
      messageId: "",
      message: "Mar  4 x",
      kind: "other",
      level: "info",
      fields: { "parse.error": "header" },
      messages: 1,
    });
    expect([rawMessages, badTailBytes]).toEqual([1, 0]);
  });

  it("keeps a hundred messages that are shorter than any header of Logplex, and the rest of them as they came, in one", () => {
    const crumb = "<1>1 - h a p -"; // a header, and nothing more
    const line = `${crumb} ${"x".repeat(40 - crumb.length - 1)}`;
    const body = Buffer.concat([...Array.from({ length: 150 }, () => frame(crumb)), frame(line), frame(crumb)]);
    const { lines, messages, rawMessages } = read(body);
    expect(messages).toBe(152);
    expect(rawMessages).toBe(51);
    expect(lines.slice(0, 100).every(({ hostName, message }) => hostName === "h" && message === "")).toBe(true);
    expect(lines.slice(100)).toMatchObject([
      { message: frame(crumb).toString().repeat(50), messages: 50, fields: { "parse.messages": "50" } },
      { hostName: "h", message: "x".repeat(25), messages: 1 },
      { message: crumb, messages: 1, fields: { "parse.error": "header" } },
    ]);
  });

  it("reads the names of 4,096 sources of one resource in a batch, of each of them again, and of another resource", () => {
    const memory = createReadingMemory();
    const said = (resourceId: string, name: number) => {
      const body = frame(`<190>1 2026-03-04T09:17:40.443821+00:00 host app run.${name} - x\n`);
      return readFrame(body, { receivedAtMs, memory, resourceId }).lines[0];
    };
    for (let name = 0; name < 4096; name++) expect(said("loud", name)?.processId).toBe(`run.${name}`);
    expect(said("loud", 9000)).toMatchObject({
      kind: "other",
      processId: "",
      message: "<190>1 2026-03-04T09:17:40.443821+00:00 host app run.9000 - x",
    });
    expect(said("loud", 17)?.processId).toBe("run.17");
    expect(said("quiet", 9000)?.processId).toBe("run.9000");
  });

  it("keeps a broken tail after sound lines as one raw line", () => {
    const tail = "200 <45>1 2026-03-04T09:17:40+00:00 host heroku web.1 - cut sh";
    const { lines, rawMessages, badTailBytes } = read(Buffer.concat([sound, sound, Buffer.from(tail)]));
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatchObject({ message: tail, messageLen: tail.length, fields: { "parse.error": "framing" } });
    expect([rawMessages, badTailBytes]).toEqual([1, tail.length]);
  });

  it.each(["093 x", "1000000 x", "93<45>1 x"])("keeps all that follows the bad length in %s", (tail) => {
    const { lines, badTailBytes } = read(Buffer.concat([sound, Buffer.from(tail), sound]));
    expect(lines).toHaveLength(2);
    expect(lines[1]?.message).toBe(`${tail}${sound.toString()}`.replace(/\n$/, ""));
    expect(badTailBytes).toBe(tail.length + sound.length);
  });

  it("reads an empty body as no lines", () => {
    expect(read("")).toEqual({ lines: [], messages: 0, badTailBytes: 0, rawMessages: 0, upstreamDropped: 0 });
  });

  it("reads a view on a larger buffer, and keeps nothing of it", () => {
    const larger = Buffer.concat([Buffer.from("xx"), sound, Buffer.from("yy")]);
    const { lines } = read(new Uint8Array(larger.buffer, larger.byteOffset + 2, sound.length));
    larger.fill(0);
    expect(lines.map((line) => line.message)).toEqual(["sound line"]);
  });
});

describe("the time of a line", () => {
  const at = (time: string) => read(frame(`<190>1 ${time} host app web.1 - x\n`)).lines[0];

  it("is the sender's, to the microsecond", () => {
    expect(at("2026-03-04T09:17:40.443821+00:00")?.timestampMicros).toBe(1_772_615_860_443_821);
  });

  it("may be a day ahead of receipt, and no more", () => {
    expect(at("2026-03-05T09:22:00+00:00")?.timestampMicros).toBe((receivedAtMs + 86_400_000) * 1000);
    expect(at("2026-03-05T09:22:00+00:00")?.fields).toEqual({});
    expect(at("2026-03-05T09:22:00.000001+00:00")).toMatchObject({
      timestampMicros: receivedAtMs * 1000,
      fields: { "syslog.timestamp": "2026-03-05T09:22:00.000001+00:00" },
    });
  });

  it("is that of receipt when it is no moment, and the sender's words are kept", () => {
    expect(at("2026-02-30T09:17:40+00:00")).toMatchObject({
      timestampMicros: receivedAtMs * 1000,
      kind: "app",
      fields: { "syslog.timestamp": "2026-02-30T09:17:40+00:00" },
    });
    expect(at("-")?.timestampMicros).toBe(receivedAtMs * 1000);
    expect(at("-")?.fields).toEqual({});
  });
});

describe("structured data", () => {
  const message = `${HEADER} [origin ip="203.0.113.9"] hello\n`;

  it("is text from Logplex", () => {
    expect(read(frame(message)).lines[0]).toMatchObject({ message: '[origin ip="203.0.113.9"] hello' });
  });

  it("is a field from a sender that writes it, and nil is nothing", () => {
    const options = { structuredData: true };
    expect(read(frame(message), options).lines[0]).toMatchObject({
      message: "hello",
      fields: { "syslog.structured_data": '[origin ip="203.0.113.9"]' },
    });
    const [nil] = read(frame(`${HEADER} - hello\n`), options).lines;
    expect([nil?.message, nil?.fields]).toEqual(["hello", {}]);
  });
});

describe("loss upstream of us", () => {
  const line = (names: string, text: string) => frame(`<172>1 2026-03-04T09:21:07+00:00 host ${names} - ${text}`);
  const dropped = (names: string, text: string) => read(line(names, text)).upstreamDropped;
  const L10 = "Error L10 (output buffer overflow): 214 messages dropped since 2026-03-04T09:20:51+00:00.";
  const L10_NAMED =
    "Error L10 (output buffer overflow): drain 'd.x' dropped 3 messages since 2026-03-04T09:20:51+00:00.";
  const L12 = "Error L12: 57 messages dropped since 2026-03-04T09:21:01+00:00";

  it("sums what L10 and L12 lines declare, in every wording", () => {
    const body = Buffer.concat([
      line("heroku logplex", L10),
      line("heroku logplex", L10_NAMED),
      line("app log-shuttle", L12),
      line("heroku logplex", L10),
    ]);
    expect(read(body).upstreamDropped).toBe(214 + 3 + 57 + 214);
  });

  it("believes only the platform's own sources", () => {
    for (const names of ["app web.1", "app logplex", "heroku web.1", "nginx logplex", "nginx log-shuttle"]) {
      expect(dropped(names, L10)).toBe(0);
      expect(dropped(names, L12)).toBe(0);
    }
    expect(dropped("app web.1", "code=L12 count=57")).toBe(0);
    expect(dropped("heroku logplex", L12)).toBe(0);
    expect(dropped("app log-shuttle", L10)).toBe(0);
  });

  it("leaves out L13, whose lines may have arrived", () => {
    expect(dropped("app log-shuttle", "Error L13: 9 messages lost since 2026-03-04T09:21:01+00:00")).toBe(0);
  });

  it("cannot be made to overflow by a count no buffer holds", () => {
    const huge = L10.replace("214", "9".repeat(40));
    expect(dropped("heroku logplex", huge)).toBe(0);
    expect(dropped("heroku logplex", L10.replace("214", "999999999"))).toBe(999_999_999);
  });
});
