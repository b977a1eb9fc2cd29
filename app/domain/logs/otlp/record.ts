import type { OtlpAttributes, OtlpValue } from "./values.ts";

/**
 * One log record of an OTLP request, in whichever encoding it came.
 *
 * Source: OpenTelemetry protocol 1.9, opentelemetry/proto/logs/v1/logs.proto
 */
export interface OtlpRecord {
  /** When it happened, else when it was seen, microseconds since the epoch; null: neither is said. */
  timeMicros: number | null;
  /** 1 to 24; 0: not said. */
  severityNumber: number;
  severityText: string;
  body: OtlpValue;
  attributes: OtlpAttributes;
  /** Hex; empty: none. */
  traceId: string;
  spanId: string;
  /** Of whatever wrote it. */
  resource: OtlpAttributes;
}

/** The body is no OTLP request; identical bytes would fail again. */
export class OtlpBodyError extends Error {
  override readonly name = "OtlpBodyError";
}
