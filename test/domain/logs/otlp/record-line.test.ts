import { describe, expect, it } from "vitest";
import type { OtlpRecord } from "../../../../app/domain/logs/otlp/record.ts";
import { lineOf } from "../../../../app/domain/logs/otlp/record-line.ts";

const record = (over: Partial<OtlpRecord> = {}): OtlpRecord => ({
  timeMicros: Date.parse("2026-11-28T09:15:02.118Z") * 1_000 + 437,
  severityNumber: 0,
  severityText: "",
  body: "hello",
  attributes: {},
  traceId: "",
  spanId: "",
  resource: { "service.name": "shop", "service.instance.id": "web-5f6d7c-abcde" },
  ...over,
});
const HEAD = "<190>1 2026-11-28T09:15:02.118437+00:00 shop app web-5f6d7c-abcde - ";
const messageOf = (over: Partial<OtlpRecord>) =>
  lineOf(record(over))
    .replace(/^\S+ \S+ \S+ \S+ \S+ - /, "")
    .trimEnd();

describe("a record as a line", () => {
  it("has the header that Logplex writes, and the text as it is", () => {
    expect(lineOf(record())).toBe(`${HEAD}hello\n`);
    expect(lineOf(record({ body: "two\nlines ✓" }))).toBe(`${HEAD}two\nlines ✓\n`);
  });

  it.each([
    [{ "heroku.app.name": "shop-eu", "service.name": "shop", "heroku.dyno.name": "web.1" }, "shop-eu app web.1"],
    [{ "host.name": "h-1", "k8s.pod.name": "p-1" }, "h-1 app p-1"],
    [{ "service.name": "two words\n", "service.instance.id": "é" }, "two_words_ app _"],
    [{ "service.name": 5, "service.instance.id": "" }, "- app -"],
    [{}, "- app -"],
    [{ "service.name": "x".repeat(300) }, `${"x".repeat(255)} app -`],
  ])("of %j comes from %s", (resource, words) => {
    expect(lineOf(record({ resource }))).toContain(` ${words} - hello`);
  });

  it.each([
    [0, 190],
    [1, 191],
    [5, 191],
    [9, 190],
    [12, 190],
    [13, 188],
    [17, 187],
    [21, 186],
    [24, 186],
    [900, 186],
  ])("of severity %i has the priority %i", (severityNumber, priority) => {
    expect(lineOf(record({ severityNumber }))).toContain(`<${priority}>1 `);
  });

  it("has no time where none is said, or one that no calendar has", () => {
    expect(lineOf(record({ timeMicros: null }))).toContain(">1 - shop ");
    expect(lineOf(record({ timeMicros: 4_102_444_800_000_001 }))).toContain(">1 2100-01-01T00:00:00.000001+00:00 ");
    expect(lineOf(record({ timeMicros: 9e17 }))).toContain(">1 - shop ");
  });

  it("holds what else is said as the members of one JSON object", () => {
    expect(JSON.parse(messageOf({ severityNumber: 17, body: "boom" }))).toEqual({ level: "error", msg: "boom" });
    expect(JSON.parse(messageOf({ attributes: { "http.route": "/cart", n: 3 }, traceId: "ab", spanId: "cd" }))).toEqual(
      {
        msg: "hello",
        "http.route": "/cart",
        n: 3,
        trace_id: "ab",
        span_id: "cd",
      },
    );
    expect(JSON.parse(messageOf({ body: { a: 1, level: "warn" }, severityText: "NOTICE" }))).toEqual({
      level: "warn",
      a: 1,
    });
    expect(JSON.parse(messageOf({ body: [1, "two"], severityText: "Odd" }))).toEqual({ level: "odd", msg: [1, "two"] });
    expect(JSON.parse(messageOf({ body: null, attributes: { x: true } }))).toEqual({ msg: null, x: true });
  });

  it("is left as it is where a severity says no more than the text: info, or JSON that has its own", () => {
    expect(messageOf({ severityNumber: 9, severityText: "INFO" })).toBe("hello");
    expect(messageOf({ severityNumber: 17, body: '{"level":"info","a":1}' })).toBe('{"level":"info","a":1}');
    expect(JSON.parse(messageOf({ severityNumber: 17, body: '{"a":1}', attributes: { b: 2 } }))).toEqual({
      level: "error",
      a: 1,
      b: 2,
    });
    expect(JSON.parse(messageOf({ severityNumber: 17, body: "{no json" }))).toEqual({
      level: "error",
      msg: "{no json",
    });
  });

  it("keeps a name of the customer's that is one of JavaScript's", () => {
    const attributes = JSON.parse('{"__proto__":"x","constructor":"y"}') as OtlpRecord["attributes"];
    expect(messageOf({ attributes })).toBe('{"msg":"hello","__proto__":"x","constructor":"y"}');
  });
});
