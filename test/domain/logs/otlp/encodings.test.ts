import { inspect } from "node:util";
import fc from "fast-check";
import protobuf from "protobufjs/minimal.js";
import { describe, expect, it } from "vitest";
import { framesOf } from "../../../../app/domain/logs/otlp/frames-of.ts";
import { RECORDS_MAX } from "../../../../app/domain/logs/otlp/limits.ts";
import { readJson } from "../../../../app/domain/logs/otlp/read-json.ts";
import { readProtobuf } from "../../../../app/domain/logs/otlp/read-protobuf.ts";
import { OtlpBodyError, type OtlpRecord } from "../../../../app/domain/logs/otlp/record.ts";
import { readFrame } from "../../../../app/domain/logs/read-frame.ts";

const json = (request: unknown) => Buffer.from(JSON.stringify(request));
const jsonOf = (...logRecords: unknown[]) =>
  json({ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords }] }] });

/** A message of one field that holds bytes. */
const field = (number: number, bytes: Uint8Array | string): Uint8Array =>
  protobuf.Writer.create()
    .uint32((number << 3) | 2)
    .bytes(Buffer.from(bytes))
    .finish();
const protobufOf = (...records: Uint8Array[]) =>
  field(1, field(2, Buffer.concat(records.map((record) => field(2, record)))));
/** A list in a list in a list, so many times. */
function nested(depth: number): Uint8Array {
  let value = field(1, "x");
  for (let i = 0; i < depth; i++) value = field(5, field(1, value));
  return value;
}

describe("a request in JSON", () => {
  it("gives its records with what wrote them", () => {
    const request = {
      resourceLogs: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: "1764321302118437123",
                  severityNumber: 13,
                  severityText: "WARN",
                  body: { stringValue: "slow" },
                  attributes: [
                    { key: "ms", value: { intValue: "9007199254740993" } },
                    { key: "n", value: { intValue: -7 } },
                    { key: "rate", value: { doubleValue: 0.5 } },
                    { key: "ok", value: { boolValue: false } },
                    { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: 1 }] } } },
                    { key: "map", value: { kvlistValue: { values: [{ key: "k", value: { stringValue: "v" } }] } } },
                    { key: "raw", value: { bytesValue: "AQI=" } },
                    { key: "none", value: {} },
                  ],
                  traceId: "5b8efff798038103d269b633813fc60c",
                  spanId: "eee19b7ec3c1b174",
                },
                { observedTimeUnixNano: "1764321302000000000" },
              ],
            },
          ],
        },
      ],
    };
    expect([...readJson(json(request))]).toEqual([
      {
        timeMicros: 1_764_321_302_118_437,
        severityNumber: 13,
        severityText: "WARN",
        body: "slow",
        attributes: {
          ms: "9007199254740993",
          n: -7,
          rate: 0.5,
          ok: false,
          list: ["a", 1],
          map: { k: "v" },
          raw: "AQI=",
          none: null,
        },
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
        resource: { "service.name": "shop" },
      },
      {
        timeMicros: 1_764_321_302_000_000,
        severityNumber: 0,
        severityText: "",
        body: null,
        attributes: {},
        traceId: "",
        spanId: "",
        resource: { "service.name": "shop" },
      },
    ]);
  });

  it("whatever JSON it is, is read or refused as no request", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const body of [
          json(value),
          jsonOf(value),
          json({ resourceLogs: value }),
          jsonOf({ body: value, attributes: value }),
        ])
          readOrRefuse(readJson, body);
      }),
    );
    for (const body of ["", "nonsense", "[]", "null", "5", '{"a":'])
      expect(() => [...readJson(Buffer.from(body))]).toThrow(OtlpBodyError);
  });
});

it.each([readJson, readProtobuf])("what could not be read is not quoted in the error, which is logged: %o", (read) => {
  const fail = () => [...read(Buffer.from('{"secret-of-a-customer'))];
  expect(fail).toThrow(OtlpBodyError);
  try {
    fail();
  } catch (error) {
    expect(inspect(error, { depth: 10 })).not.toContain("secret");
  }
});

describe("a request in protobuf", () => {
  it("whatever bytes it is, is read or refused as no request", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readOrRefuse(readProtobuf, bytes)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readOrRefuse(readProtobuf, protobufOf(bytes));
        readOrRefuse(readProtobuf, protobufOf(field(6, bytes), field(5, bytes)));
      }),
    );
  });

  it("that is cut short is refused", () => {
    const whole = protobufOf(field(5, field(1, "hello")));
    for (let length = 1; length < whole.length; length++)
      expect(() => [...readProtobuf(whole.subarray(0, length))]).toThrow(OtlpBodyError);
    expect([...readProtobuf(whole)]).toMatchObject([{ body: "hello" }]);
  });

  it("is read through fields that are unknown here", () => {
    const unknown = Buffer.concat([
      field(99, "?"),
      protobuf.Writer.create()
        .uint32((98 << 3) | 1)
        .fixed64(5)
        .finish(),
    ]);
    const record = Buffer.concat([unknown, field(5, field(1, "hello")), unknown]);
    expect([...readProtobuf(Buffer.concat([unknown, protobufOf(record)]))]).toMatchObject([{ body: "hello" }]);
  });
});

describe("what is made to be dear", () => {
  it("values in values are read to a depth, and refused below", () => {
    expect([...readProtobuf(protobufOf(field(5, nested(30))))]).toHaveLength(1);
    expect(() => [...readProtobuf(protobufOf(field(5, nested(40))))]).toThrow("nested too deeply");
    expect(() => [...readProtobuf(protobufOf(field(5, nested(20_000))))]).toThrow(OtlpBodyError);
    let value: unknown = { stringValue: "x" };
    for (let i = 0; i < 40; i++) value = { arrayValue: { values: [value] } };
    expect(() => [...readJson(jsonOf({ body: value }))]).toThrow("nested too deeply");
  });

  it("thousands of values in one record, and very many records, are refused", () => {
    const empty = field(6, "");
    expect(() => [...readProtobuf(protobufOf(Buffer.concat(Array(5_001).fill(empty))))]).toThrow(
      "values in one record",
    );
    const attributes = Array(5_001).fill({ key: "a" });
    expect(() => [...readJson(jsonOf({ attributes }))]).toThrow("values in one record");
    expect(() => [...readProtobuf(protobufOf(...Array<Uint8Array>(RECORDS_MAX + 1).fill(new Uint8Array())))]).toThrow(
      "records",
    );
    expect(() => [...readJson(jsonOf(...Array(RECORDS_MAX + 1).fill({})))]).toThrow("records");
  });
});

describe("records as frames", () => {
  const record = (over: Partial<OtlpRecord> = {}): OtlpRecord => ({
    timeMicros: 1_764_321_302_118_437,
    severityNumber: 9,
    severityText: "",
    body: "hello",
    attributes: {},
    traceId: "",
    spanId: "",
    resource: {},
    ...over,
  });

  it("are read back line by line, whatever their texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 20 }), (bodies) => {
        const frames = [...framesOf(bodies.map((body) => record({ body })))];
        const lines = frames.flatMap(({ body }) => readFrame(body, { receivedAtMs: 1 }).lines);
        expect(lines).toHaveLength(bodies.length);
        expect(frames.reduce((sum, { msgCount }) => sum + (msgCount ?? 0), 0)).toBe(bodies.length);
      }),
    );
  });

  it("are as large as Logplex', but for a line that is larger, and the same each time", () => {
    const records = Array.from({ length: 1_000 }, (_, i) => record({ body: `${i} ${"x".repeat(400)}` }));
    const frames = [...framesOf(records)];
    expect(frames.length).toBeGreaterThan(3);
    for (const { body } of frames) expect(body.length).toBeLessThanOrEqual(100_000);
    expect([...framesOf(records)].map(({ frameId }) => frameId)).toEqual(frames.map(({ frameId }) => frameId));
    expect(
      [...framesOf([record(), record({ body: "x".repeat(200_000) }), record()])].map(({ msgCount }) => msgCount),
    ).toEqual([1, 1, 1]);
  });

  it("are known by their bytes only where each record says when it was", () => {
    const [timed] = framesOf([record(), record()]);
    expect(timed?.frameId).toMatch(/^otlp:[0-9a-f]{64}$/);
    const [untimed] = framesOf([record(), record({ timeMicros: null })]);
    expect(untimed?.frameId).toBeNull();
    expect([...framesOf([])]).toEqual([]);
  });
});

function readOrRefuse(read: (body: Uint8Array) => Iterable<OtlpRecord>, body: Uint8Array): void {
  try {
    for (const frame of framesOf(read(body)))
      expect(readFrame(frame.body, { receivedAtMs: 1 }).lines.length).toBe(frame.msgCount);
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpBodyError);
  }
}
