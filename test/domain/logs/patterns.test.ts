import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParsedLine, readFrame } from "../../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../../app/domain/logs/reading-memory.ts";
import { type EncodedLines, LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { plainLine } from "../../support/plain-line.ts";

const receivedAtMs = Date.parse("2026-03-04T09:22:00Z");
const origin = {
  resourceId: "00000000-0000-4000-8000-000000000001",
  drainId: "00000000-0000-4000-8000-000000000002",
  receivedAtMs,
  frameSeq: 0,
  retentionDays: 7,
};

const message = (source: string, text: string | Uint8Array): Buffer => {
  const head = Buffer.from(`<190>1 2026-03-04T09:17:40.443821+00:00 host ${source} - `);
  const bytes = Buffer.concat([head, Buffer.from(text), Buffer.from("\n")]);
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
};

/** The lines as they are read one after the other, each knowing those before it. */
function readTogether(messages: readonly Buffer[]): ParsedLine[] {
  const memory = createReadingMemory();
  return messages.flatMap((body) => readFrame(body, { receivedAtMs, memory }).lines);
}

/** The lines as they are read by somebody who never saw another. */
function readAlone(messages: readonly Buffer[]): ParsedLine[] {
  return messages.flatMap((body) => readFrame(body, { receivedAtMs }).lines);
}

function bytesOf(lines: readonly ParsedLine[]): Buffer {
  const block = new LineBlock();
  for (const [i, line] of lines.entries()) block.add(line, origin, i);
  const { parts }: EncodedLines = block.encode();
  return Buffer.concat(parts);
}

function expectSame(messages: readonly Buffer[]): ParsedLine[] {
  const together = readTogether(messages);
  const alone = readAlone(messages);
  expect(together.map(plainLine)).toEqual(alone.map(plainLine));
  expect(bytesOf(together).equals(bytesOf(alone))).toBe(true);
  expect(alone.every((line) => line.placed === null)).toBe(true);
  return together;
}

/** Whether the second text is read by the first's pattern; that it is read right is expected, too. */
function isFollowed(source: string, first: string, second: string): boolean {
  return expectSame([message(source, first), message(source, second)])[1]?.placed !== null;
}

describe("a line with the words of an earlier one", () => {
  it.each([
    [
      "heroku router",
      'at=info method=GET path="/a" status=200 bytes=5',
      'at=info method=POST path="/ü b" status=200 bytes=',
    ],
    ["app web.1", "level=info job=1 took=3ms", "level=info job=22222 took=4ms"],
    ["app web.1", '{"level":"warn","n":1,"user":{"id":"x"}}', '{"level":"warn","n":22.5,"user":{"id":"Größe"}}'],
    ["app web.1", '{"n":[{"a":1},{"a":"x"}],"ok":true}', '{"n":[{"a":7},{"a":"y"}],"ok":true}'],
    ["heroku web.1", "source=web.1 dyno=d sample#load=0.1", "source=web.22 dyno=e sample#load=11.1"],
    ["heroku web.1", "State changed from up to down", "State changed from up to down"],
    ["heroku web.1", "Error R14 (Memory quota exceeded)", "Error R14 (Memory quota exceeded)"],
    ["app heroku-redis", "source=A addon=r sample#load=0.1", "source=B addon=r sample#load=2"],
    ["other thing", "level=error a=1", "level=error a=2"],
    ["app web.1", "method=GET path=/ duration=1.5", "method=PUT path=/x duration="],
    ["app web.1", "err=TypeError: x a=1", "err=Timeout: x a=1"],
    ["app web.1", "err=x x=1", "err=éError: x=1"],
    ["app web.1", "a=b", `a=${"é".repeat(159)}:Error`],
    ["app web.1", "level=info a=1 b=2 a=3 a=4", "level=info a=10 b=20 a=30 a="],
    ["app web.1", "level=info status=200 a=1 status=201 a=2", "level=info status=200 a=1 status=201 a=3"],
    ["app web.1", '{"a":1,"b":{"c":2},"b":{"c":3,"d":4},"a":5}', '{"a":6,"b":{"c":7},"b":{"c":8,"d":9},"a":0}'],
  ])("of %s is read by its places: %s", (source, first, second) => {
    expect(isFollowed(source, first, second)).toBe(true);
  });

  it.each([
    ["another level", "level=info a=1", "level=error a=1"],
    ["another status", "at=info status=200", "at=info status=503"],
    ["a value in quotes instead of a bare one", "level=info a=1", 'level=info a="1"'],
    ["a quote where none was", "level=info a=1 b=2", 'level=info a="1 c=3" b=2'],
    ["a quote that an escape keeps open", 'level=info a="1" b=2', 'level=info a="1\\" b=2" b=2'],
    ["an operator instead of a pair", "level=info a=1", "level=info a==1"],
    ["an arrow instead of a pair", "level=info a=1", "level=info a=>1"],
    ["a quote that never closes", 'level=info a="1', 'level=info a="1"'],
    ["one pair more", "level=info a=1", "level=info a=1 b=2"],
    ["one pair less", "level=info a=1 b=2", "level=info a=1"],
    ["a pair inside another's quotes", 'level=info a="x" b=1', 'level=info a="x b=1'],
    ["a word instead of a number", '{"a":1}', '{"a":x}'],
    ["two points in a number", '{"a":1.5}', '{"a":1.5.5}'],
    ["an exponent", '{"a":1}', '{"a":1e5}'],
    ["null", '{"a":1}', '{"a":null}'],
    ["a text instead of a number", '{"a":1}', '{"a":"1"}'],
    ["an escape", '{"a":"x"}', '{"a":"x\\n"}'],
    ["something behind the end", '{"a":"x"}', '{"a":"x"}}'],
    ["JSON that has come to its end", '{"a":"x y=1 z=2', '{"a":"x y=1"}'],
    ["the same name again", '{"a":1,"b":2}', '{"a":1,"a":2}'],
  ])("but %s is parsed", (_, first, second) => {
    expect(isFollowed("app web.1", first, second)).toBe(false);
  });

  it("is not read by another source's pattern, because its parser is another", () => {
    const text = "level=info source=web.1 sample#a=1";
    expect(
      expectSame(
        ["app web.1", "heroku web.1", "heroku router", "app heroku-postgres"].map((s) => message(s, text)),
      ).every((line) => line.placed === null),
    ).toBe(true);
  });

  it("is told apart from runtime metrics by words that are no value", () => {
    expect(isFollowed("heroku web.1", 'source="a sample#x=1" b=2', 'source="a" b=2')).toBe(false);
    expect(isFollowed("app heroku-redis", "source=sample# a=2", "source=b a=2")).toBe(false);
  });

  it("is read so without a time as well: it is of the moment it was received", () => {
    const texts = ["level=info a=1", "level=info a=2", ""].flatMap((text) => [text, text]);
    const lines = expectSame(
      texts.map((text) => {
        const said = `<190>1 - host app web.1 - ${text}\n`;
        return Buffer.from(`${said.length} ${said}`);
      }),
    );
    expect(lines.slice(1, 4).map((line) => line.placed !== null)).toEqual([true, true, true]);
    expect(lines.map((line) => line.timestampMicros)).toEqual(texts.map(() => receivedAtMs * 1000));
  });

  it("teaches nothing of what its header added to it", () => {
    const late = message("app web.1", "level=info a=1").toString().replace("2026-03-04T09:17", "2036-03-04T09:17");
    const lines = expectSame([Buffer.from(late), message("app web.1", "level=info a=2")]);
    expect(lines.map((line) => line.fields.names)).toEqual([
      ["level", "a", "syslog.timestamp"],
      ["level", "a"],
    ]);
  });

  it("is parsed when its frame is not UTF-8", () => {
    const bad = Buffer.concat([Buffer.from("level=info a="), Buffer.from([0xff])]);
    const lines = expectSame([message("app web.1", "level=info a=1"), message("app web.1", bad)]);
    expect(lines[1]).toMatchObject({ placed: null, message: "level=info a=\ufffd" });
  });

  it("is parsed like any other once there are too many patterns", () => {
    const texts = Array.from({ length: 200 }, (_, i) => `level=info name${i}=1 a=1`);
    const lines = expectSame([...texts, ...texts].map((text) => message("app web.1", text)));
    const followed = lines.map((line) => line.placed !== null);
    expect([followed[200], followed[399]]).toEqual([true, false]);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    "",
    "1",
    "200",
    "-1.5e3",
    "1.25",
    "info",
    "error",
    "x",
    "a b",
    "/p?q=1",
    '"',
    "\\",
    "=",
    ">",
    "{",
    "}",
    ",",
  ),
  fc.constantFrom("é", "✓", "\u00a0", "\u0085", "\t", "\n", "\u001b[32m", "sample#", '\\"', "null", "true"),
  fc.string({ maxLength: 6 }),
);
const name = fc.constantFrom("a", "b", "at", "level", "status", "log.level", "msg", "sample#x", "source", "é");
const pair = fc
  .tuple(name, piece, fc.boolean())
  .map(([key, value, quoted]) => `${key}=${quoted ? `"${value}"` : value}`);
const pairs = fc.array(pair, { minLength: 1, maxLength: 5 }).map((all) => all.join(" "));
const json = fc
  .dictionary(
    name,
    fc.oneof(
      piece,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(piece, { maxLength: 2 }),
      fc.dictionary(name, piece, { maxKeys: 2 }),
      fc.array(fc.dictionary(name, piece, { maxKeys: 2 }), { maxLength: 2 }),
    ),
    { maxKeys: 4 },
  )
  .map((value) => JSON.stringify(value));
const sentence = fc.constantFrom("State changed from up to down", "Restarting", "Error R14 (x)", "ERROR x", "ok");
const text = fc.oneof(pairs, pairs, json, json, sentence, piece);
const source = fc.constantFrom(
  "heroku router",
  "app web.1",
  "heroku web.1",
  "app heroku-postgres",
  "app postgres.10",
  "app heroku-redis",
  "app scheduler.1",
  "heroku scheduler.1",
  "app api",
  "heroku logplex",
  "x y",
);

/** A text, then texts that differ from it in one place. */
const family = fc
  .tuple(source, text, fc.array(fc.tuple(fc.nat(), fc.nat(3), piece), { minLength: 1, maxLength: 6 }))
  .map(([from, first, edits]) => {
    const texts = [first];
    for (const [at, gone, put] of edits) {
      const place = at % (first.length + 1);
      texts.push(first.slice(0, place) + put + first.slice(place + gone));
    }
    return [...texts, ...texts].map((each) => message(from, each));
  });

it("whatever differs, a line is read as if it were the only one", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(family, { minLength: 1, maxLength: 4 }), (families) => void expectSame(families.flat())),
    { numRuns: 400 },
  );
});

it("whatever is written, a line is read as if it were the only one", { timeout: 60_000 }, () => {
  const lines = fc.array(fc.tuple(source, text), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(lines, (all) => void expectSame(all.map(([from, said]) => message(from, said)))),
    { numRuns: 300 },
  );
});
