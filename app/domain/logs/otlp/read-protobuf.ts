import protobuf from "protobufjs/minimal.js";
import {
  type OtlpAttributes,
  OtlpBodyError,
  type OtlpRecord,
  type OtlpValue,
  RECORDS_MAX,
  tooMany,
  ValueLimits,
} from "./record.ts";

type Reader = protobuf.Reader;

/**
 * The records of an `ExportLogsServiceRequest`, one after the other: nothing is kept of those before. Fields that are unknown
 * here are passed over.
 *
 * Source: opentelemetry-proto 1.9: collector/logs/v1/logs_service.proto, logs/v1/logs.proto, common/v1/common.proto
 *
 * @throws OtlpBodyError
 */
export function* readProtobuf(body: Uint8Array): Generator<OtlpRecord> {
  let records = 0;
  try {
    for (const resourceLogs of messages(body, 1)) {
      const [resourceBytes] = messages(resourceLogs, 1);
      const resource = resourceBytes ? attributesOf(messages(resourceBytes, 1), 0, new ValueLimits()) : {};
      for (const scopeLogs of messages(resourceLogs, 2))
        for (const record of messages(scopeLogs, 2)) {
          if (++records > RECORDS_MAX) throw tooMany();
          yield { ...readRecord(record), resource };
        }
    }
  } catch (error) {
    if (error instanceof OtlpBodyError) throw error;
    throw new OtlpBodyError("no protobuf message of OTLP", { cause: error });
  }
}

function readRecord(bytes: Uint8Array): Omit<OtlpRecord, "resource"> {
  const record = { severityNumber: 0, severityText: "", body: null as OtlpValue, traceId: "", spanId: "" };
  const attributes: OtlpAttributes = {};
  const limits = new ValueLimits();
  let [time, observed] = [0, 0];
  eachField(bytes, (field, reader, wireType) => {
    switch (field) {
      case 1:
        time = microsOf(reader.fixed64());
        break;
      case 2:
        record.severityNumber = reader.uint32();
        break;
      case 3:
        record.severityText = reader.string();
        break;
      case 5:
        record.body = readValue(reader.bytes(), 0, limits);
        break;
      case 6:
        addPair(attributes, reader.bytes(), 0, limits);
        break;
      case 9:
        record.traceId = hexOf(reader.bytes());
        break;
      case 10:
        record.spanId = hexOf(reader.bytes());
        break;
      case 11:
        observed = microsOf(reader.fixed64());
        break;
      default:
        reader.skipType(wireType);
    }
  });
  return { ...record, attributes, timeMicros: time || observed || null };
}

/** An `AnyValue`; the last of its members counts. */
function readValue(bytes: Uint8Array, depth: number, limits: ValueLimits): OtlpValue {
  limits.enter(depth);
  let value: OtlpValue = null;
  eachField(bytes, (field, reader, wireType) => {
    switch (field) {
      case 1:
        value = reader.string();
        break;
      case 2:
        value = reader.bool();
        break;
      case 3:
        value = wholeNumber(BigInt(reader.int64().toString()));
        break;
      case 4:
        value = finite(reader.double());
        break;
      case 5:
        value = [...messages(reader.bytes(), 1)].map((each) => readValue(each, depth + 1, limits));
        break;
      case 6:
        value = attributesOf(messages(reader.bytes(), 1), depth + 1, limits);
        break;
      case 7:
        value = Buffer.from(reader.bytes()).toString("base64");
        break;
      default:
        reader.skipType(wireType);
    }
  });
  return value;
}

function attributesOf(pairs: Iterable<Uint8Array>, depth: number, limits: ValueLimits): OtlpAttributes {
  const attributes: OtlpAttributes = {};
  for (const pair of pairs) addPair(attributes, pair, depth, limits);
  return attributes;
}

function addPair(attributes: OtlpAttributes, bytes: Uint8Array, depth: number, limits: ValueLimits): void {
  limits.enter(depth);
  let name = "";
  let value: OtlpValue = null;
  eachField(bytes, (field, reader, wireType) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = readValue(reader.bytes(), depth, limits);
    else reader.skipType(wireType);
  });
  setOwn(attributes, name, value);
}

/** The embedded messages of one field. */
function* messages(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === wanted && (tag & 7) === 2) yield reader.bytes();
    else reader.skipType(tag & 7);
  }
}

function eachField(bytes: Uint8Array, read: (field: number, reader: Reader, wireType: number) => void): void {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    read(tag >>> 3, reader, tag & 7);
  }
}

/** Nanoseconds since the epoch, unsigned. */
function microsOf(nanos: { toString(): string }): number {
  return Number(BigInt.asUintN(64, BigInt(nanos.toString())) / 1_000n);
}

export function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** JSON has no word for what is no number. */
export const finite = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Names are the customer's: `__proto__` is one like any other. */
export function setOwn(attributes: OtlpAttributes, name: string, value: OtlpValue): void {
  Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
}
