import { RecordLimits, ValueLimits } from "./limits.ts";
import { OtlpBodyError, type OtlpRecord } from "./record.ts";
import { finite, type OtlpAttributes, type OtlpValue, setOwn, wholeNumber } from "./values.ts";

/**
 * The records of a request in OTLP's JSON: whole numbers of 64 bits are text, ids are hex. What is of another kind than
 * OTLP says is left out, as a field that is unknown would be.
 *
 * Source: OpenTelemetry protocol 1.9, "JSON Protobuf Encoding"
 *
 * @throws OtlpBodyError
 */
export function* readJson(body: Uint8Array): Generator<OtlpRecord> {
  const limits = new RecordLimits();
  for (const resourceLogs of listOf(parse(body), "resourceLogs")) {
    const resource = attributesOf(listOf(member(resourceLogs, "resource"), "attributes"), 0, new ValueLimits());
    for (const scopeLogs of listOf(resourceLogs, "scopeLogs"))
      for (const record of listOf(scopeLogs, "logRecords")) yield { ...readRecord(record, limits.enter()), resource };
  }
}

function parse(body: Uint8Array): unknown {
  let request: unknown;
  try {
    request = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new OtlpBodyError("no JSON"); // the cause quotes the body, which is a customer's and not for our log
  }
  if (!isObject(request)) throw new OtlpBodyError("no JSON object");
  return request;
}

function readRecord(record: unknown, limits: ValueLimits): Omit<OtlpRecord, "resource"> {
  const severity = member(record, "severityNumber");
  return {
    timeMicros: microsOf(member(record, "timeUnixNano")) || microsOf(member(record, "observedTimeUnixNano")) || null,
    severityNumber: typeof severity === "number" ? severity : 0,
    severityText: textOf(member(record, "severityText")),
    body: readValue(member(record, "body"), 0, limits),
    attributes: attributesOf(listOf(record, "attributes"), 0, limits),
    traceId: textOf(member(record, "traceId")),
    spanId: textOf(member(record, "spanId")),
  };
}

function readValue(any: unknown, depth: number, limits: ValueLimits): OtlpValue {
  limits.enter(depth);
  if (!isObject(any)) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = any;
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  if (intValue !== undefined) return intOf(intValue);
  if (doubleValue !== undefined) return finite(Number(doubleValue));
  if (arrayValue !== undefined) return listOf(arrayValue, "values").map((each) => readValue(each, depth + 1, limits));
  if (kvlistValue !== undefined) return attributesOf(listOf(kvlistValue, "values"), depth + 1, limits);
  return typeof bytesValue === "string" ? bytesValue : null;
}

function attributesOf(pairs: readonly unknown[], depth: number, limits: ValueLimits): OtlpAttributes {
  const attributes: OtlpAttributes = {};
  for (const pair of pairs) {
    const name = member(pair, "key");
    if (typeof name === "string") setOwn(attributes, name, readValue(member(pair, "value"), depth, limits));
  }
  return attributes;
}

const WHOLE = /^-?\d{1,20}$/;

function intOf(value: unknown): OtlpValue {
  if (typeof value === "number") return finite(value);
  return typeof value === "string" && WHOLE.test(value) ? wholeNumber(BigInt(value)) : null;
}

function microsOf(nanos: unknown): number {
  const text = typeof nanos === "number" ? String(nanos) : nanos;
  return typeof text === "string" && /^\d{1,20}$/.test(text) ? Number(BigInt(text) / 1_000n) : 0;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}
