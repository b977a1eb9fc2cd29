import { describe, expect, it } from "vitest";
import { FIELDS_COUNT_MAX } from "../../../app/contract/line.ts";
import { readFrame } from "../../../app/domain/logs/read-frame.ts";
import { briefLine } from "../../../app/web/logs/brief-line.ts";

/** As the API gives a line of this message, for what is asked here. */
function lineOf(message: string, app = "app") {
  const text = `<190>1 2026-03-04T09:15:02.118000+00:00 host ${app} web.1 - ${message}\n`;
  const { lines } = readFrame(Buffer.from(`${Buffer.byteLength(text)} ${text}`), {
    receivedAtMs: Date.parse("2026-03-04T09:15:03Z"),
  });
  return { kind: lines[0]?.kind ?? "other", message, fields: { ...lines[0]?.fields.toRecord() } };
}

describe("a line of JSON", () => {
  it("says its message first, and then what the row does not show beside it, numbers as written", () => {
    const message =
      '{"level":"info","time":1772615702118,"msg":"request done","status":200,"user":{"id":9007199254740993,"tags":["a","b"]}}';
    expect(briefLine(lineOf(message))).toEqual({
      text: "request done",
      pairs: [
        { name: "status", value: "200" },
        { name: "user.id", value: "9007199254740993" },
        { name: "user.tags", value: "a,b" },
      ],
      hasMore: false,
    });
  });

  it.each([
    ["winston", '{"message":"up","level":"info"}', "up"],
    ["Serilog", '{"@t":"2026-03-04T09:15:02Z","@m":"up"}', "up"],
    ["structlog", '{"event":"up","timestamp":"2026-03-04"}', "up"],
    ["one with white space around it", ' {"msg":"up"} ', "up"],
  ])("of %s, too", (_of, message, text) => {
    expect(briefLine(lineOf(message))).toMatchObject({ text, pairs: [] });
  });

  it.each([
    ["no JSON", "msg=up"],
    ["pairs in brackets", "{x} msg=up a=1 {y}"],
    ["a list", '["msg"]'],
    ["broken", '{"msg":"up"'],
    ["without anything said", '{"status":200}'],
    ["with nothing said", '{"msg":"","status":200}'],
  ])("is shown as it came when it is %s", (_what, message) => {
    expect(briefLine(lineOf(message))).toBeNull();
  });

  it("tells that it has more than there are fields", () => {
    const many = Array.from({ length: FIELDS_COUNT_MAX + 5 }, (_, i) => `"k${i}":${i}`).join(",");
    expect(briefLine(lineOf(`{"msg":"up",${many}}`))).toMatchObject({ text: "up", hasMore: true });
  });
});

describe("a line of a dyno's metrics", () => {
  it("says its samples; whose they are says the row", () => {
    const message =
      "source=web.1 dyno=heroku.42128487.ccc60702-a441-41a6-ac04-0a8fd458f55c sample#load_avg_1m=0.77 sample#load_avg_5m=0.31";
    expect(briefLine(lineOf(message, "heroku"))).toEqual({
      text: "",
      pairs: [
        { name: "load_avg_1m", value: "0.77" },
        { name: "load_avg_5m", value: "0.31" },
      ],
      hasMore: false,
    });
  });
});
