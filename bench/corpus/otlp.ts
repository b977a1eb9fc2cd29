import protobuf from "protobufjs/minimal.js";
import { RECORDS_MAX } from "../../app/domain/logs/otlp/limits.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import type { CorpusFrame } from "./frames.ts";

/** The corpus' lines as OpenTelemetry's exporters send them, and what somebody might send to make reading dear. */

export interface OtlpBody {
  encoding: "protobuf" | "json";
  body: Buffer;
  records: number;
}

/** As many as a Collector sends at once. */
const RECORDS = 8_192;
const ATTRIBUTES = {
  "http.method": "GET",
  "http.route": "/orders/:id",
  "http.status_code": 200,
  "net.peer.ip": "203.0.113.9",
  "thread.name": "worker-3",
  "code.function": "placeOrder",
};

export function otlpBodies(frames: readonly CorpusFrame[]): Record<string, OtlpBody> {
  const memory = createReadingMemory();
  const messages = frames.flatMap(({ body }) =>
    readFrame(body, { receivedAtMs: 0, memory }).lines.map(({ message }) => message),
  );
  const texts = Array.from({ length: RECORDS }, (_, i) => messages[i % messages.length] as string);
  const ofText = protobufOf(texts.map((text) => recordOf(text, {})));
  const withAttributes = protobufOf(texts.map((text) => recordOf(text, ATTRIBUTES)));
  return {
    "protobuf, text alone": { encoding: "protobuf", body: ofText, records: RECORDS },
    "JSON, text alone": { encoding: "json", body: jsonOf(texts, {}), records: RECORDS },
    "protobuf, six attributes": { encoding: "protobuf", body: withAttributes, records: RECORDS },
    "JSON, six attributes": { encoding: "json", body: jsonOf(texts, ATTRIBUTES), records: RECORDS },
    "protobuf, empty records": {
      encoding: "protobuf",
      body: protobufOf(Array.from({ length: RECORDS_MAX }, () => new Uint8Array())),
      records: RECORDS_MAX,
    },
  };
}

const NANOS = 1_764_321_302_118_437_123n;

function jsonOf(texts: readonly string[], attributes: Readonly<Record<string, string | number>>): Buffer {
  const pairs = Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
  const logRecords = texts.map((text, i) => ({
    timeUnixNano: String(NANOS + BigInt(i)),
    severityNumber: 9,
    body: { stringValue: text },
    attributes: pairs,
  }));
  return Buffer.from(JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords }] }] }));
}

const field = (number: number, bytes: Uint8Array): Uint8Array =>
  protobuf.Writer.create()
    .uint32((number << 3) | 2)
    .bytes(bytes)
    .finish();

function protobufOf(records: readonly Uint8Array[]): Buffer {
  return Buffer.from(field(1, field(2, Buffer.concat(records.map((record) => field(2, record))))));
}

function recordOf(text: string, attributes: Readonly<Record<string, string | number>>): Uint8Array {
  const head = Buffer.alloc(11);
  head[0] = (1 << 3) | 1;
  head.writeBigUInt64LE(NANOS, 1);
  head.set([2 << 3, 9], 9); // info
  const textOf = (value: string) =>
    protobuf.Writer.create()
      .uint32((1 << 3) | 2)
      .string(value)
      .finish();
  const anyOf = (value: string | number) =>
    typeof value === "string"
      ? textOf(value)
      : protobuf.Writer.create()
          .uint32(3 << 3)
          .int64(value)
          .finish();
  const pairs = Object.entries(attributes).map(([key, value]) =>
    field(6, Buffer.concat([textOf(key), field(2, anyOf(value))])),
  );
  return Buffer.concat([head, field(5, textOf(text)), ...pairs]);
}
