import protobuf from "protobufjs/minimal.js";
import { RecordLimits, ValueLimits } from "./limits.ts";
import { OtlpBodyError, type OtlpRecord } from "./record.ts";
import { finite, type OtlpAttributes, type OtlpValue, setOwn, wholeNumber } from "./values.ts";

type Reader = protobuf.Reader;

/**
 * The records of an `ExportLogsServiceRequest`, one after the other: nothing is kept of those before. Fields that are unknown
 * here are passed over. Read in place, message in message: a reader for each value was a third of the cost of a record with
 * six attributes (`npm run bench -- otlp`).
 *
 * Source: opentelemetry-proto 1.9: collector/logs/v1/logs_service.proto, logs/v1/logs.proto, common/v1/common.proto
 *
 * @throws OtlpBodyError
 */
export function* readProtobuf(body: Uint8Array): Generator<OtlpRecord> {
  const limits = new RecordLimits();
  try {
    for (const resourceLogs of messages(body, 1)) {
      const resource = readResource(resourceLogs);
      for (const scopeLogs of messages(resourceLogs, 2))
        for (const record of messages(scopeLogs, 2)) yield { ...readRecord(record, limits.enter()), resource };
    }
  } catch (error) {
    if (error instanceof OtlpBodyError) throw error;
    throw new OtlpBodyError("no protobuf message of OTLP", { cause: error });
  }
}

/** The embedded messages of one field, which are large. */
function* messages(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((wanted << 3) | 2)) yield reader.bytes();
    else reader.skipType(tag & 7);
  }
}

function readResource(resourceLogs: Uint8Array): OtlpAttributes {
  const [resource] = messages(resourceLogs, 1);
  if (resource === undefined) return {};
  const reader = protobuf.Reader.create(resource);
  return readPairs(reader, reader.len, 0, new ValueLimits());
}

/** Tags are a field's number and how it is written: one that is written in another way is unknown. */
function readRecord(bytes: Uint8Array, limits: ValueLimits): Omit<OtlpRecord, "resource"> {
  const record = { severityNumber: 0, severityText: "", body: null as OtlpValue, traceId: "", spanId: "" };
  const attributes: OtlpAttributes = {};
  let [time, observed] = [0, 0];
  const reader = protobuf.Reader.create(bytes);
  eachField(reader, reader.len, (tag) => {
    switch (tag) {
      case (1 << 3) | 1:
        time = microsOf(reader);
        break;
      case 2 << 3:
        record.severityNumber = reader.uint32();
        break;
      case (3 << 3) | 2:
        record.severityText = reader.string();
        break;
      case (5 << 3) | 2:
        record.body = readValue(reader, 0, limits);
        break;
      case (6 << 3) | 2:
        readPair(reader, attributes, 0, limits);
        break;
      case (9 << 3) | 2:
        record.traceId = hexOf(reader.bytes());
        break;
      case (10 << 3) | 2:
        record.spanId = hexOf(reader.bytes());
        break;
      case (11 << 3) | 1:
        observed = microsOf(reader);
        break;
      default:
        reader.skipType(tag & 7);
    }
  });
  return { ...record, attributes, timeMicros: time || observed || null };
}

/** An `AnyValue`; the last of its members counts. */
function readValue(reader: Reader, depth: number, limits: ValueLimits): OtlpValue {
  limits.enter(depth);
  let value: OtlpValue = null;
  eachField(reader, endOf(reader), (tag) => {
    switch (tag) {
      case (1 << 3) | 2:
        value = reader.string();
        break;
      case 2 << 3:
        value = reader.bool();
        break;
      case 3 << 3:
        value = wholeNumber(reader.int64());
        break;
      case (4 << 3) | 1:
        value = finite(reader.double());
        break;
      case (5 << 3) | 2:
        value = readList(reader, depth + 1, limits);
        break;
      case (6 << 3) | 2:
        value = readPairs(reader, endOf(reader), depth + 1, limits);
        break;
      case (7 << 3) | 2:
        value = Buffer.from(reader.bytes()).toString("base64");
        break;
      default:
        reader.skipType(tag & 7);
    }
  });
  return value;
}

function readList(reader: Reader, depth: number, limits: ValueLimits): OtlpValue[] {
  const values: OtlpValue[] = [];
  eachField(reader, endOf(reader), (tag) => {
    if (tag === ((1 << 3) | 2)) values.push(readValue(reader, depth, limits));
    else reader.skipType(tag & 7);
  });
  return values;
}

/** A `KeyValueList`, or a `Resource`, whose attributes are written like one. */
function readPairs(reader: Reader, end: number, depth: number, limits: ValueLimits): OtlpAttributes {
  const attributes: OtlpAttributes = {};
  eachField(reader, end, (tag) => {
    if (tag === ((1 << 3) | 2)) readPair(reader, attributes, depth, limits);
    else reader.skipType(tag & 7);
  });
  return attributes;
}

function readPair(reader: Reader, attributes: OtlpAttributes, depth: number, limits: ValueLimits): void {
  limits.enter(depth);
  let name = "";
  let value: OtlpValue = null;
  eachField(reader, endOf(reader), (tag) => {
    if (tag === ((1 << 3) | 2)) name = reader.string();
    else if (tag === ((2 << 3) | 2)) value = readValue(reader, depth, limits);
    else reader.skipType(tag & 7);
  });
  setOwn(attributes, name, value);
}

/** Where the embedded message that begins here ends. */
function endOf(reader: Reader): number {
  const length = reader.uint32();
  return reader.pos + length;
}

/** @param read reads the field's value, or passes over it */
function eachField(reader: Reader, end: number, read: (tag: number) => void): void {
  if (end > reader.len) throw new RangeError("a message ends behind the one it is in");
  while (reader.pos < end) read(reader.uint32());
  if (reader.pos !== end) throw new RangeError("a field ends behind its message");
}

/** Nanoseconds since the epoch, unsigned. */
function microsOf(reader: Reader): number {
  const { low, high } = reader.fixed64() as { low: number; high: number };
  const nanos = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return Number(nanos / 1_000n);
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
