/** What a value of OTLP is to us: JSON. Bytes are base64, whole numbers beyond what JSON holds are text. */
export type OtlpValue = string | number | boolean | null | OtlpValue[] | { [name: string]: OtlpValue };

export type OtlpAttributes = { [name: string]: OtlpValue };

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

/** Deeper than anybody logs, and far from where reading would run out of stack. */
const VALUE_DEPTH_MAX = 32;
/** Of a record, or of what wrote it; SDKs stop at 128 attributes. Each is two bytes at least, and takes its time. */
const VALUES_MAX = 5_000;

/** Empty ones are two bytes each, and a line of ours each. */
export const RECORDS_MAX = 50_000;

export function tooMany(): OtlpBodyError {
  return new OtlpBodyError(`more than ${RECORDS_MAX} records`);
}

/** How much the values of one record are yet. */
export class ValueLimits {
  #values = 0;

  /** One more value. @throws OtlpBodyError when that is too many, or too deep */
  enter(depth: number): void {
    if (depth > VALUE_DEPTH_MAX) throw new OtlpBodyError("a value is nested too deeply");
    if (++this.#values > VALUES_MAX) throw new OtlpBodyError(`more than ${VALUES_MAX} values in one record`);
  }
}
