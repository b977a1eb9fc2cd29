import { OtlpBodyError } from "./record.ts";

/** Deeper than anybody logs, and far from where reading would run out of stack. */
const VALUE_DEPTH_MAX = 32;
/** Of a record, or of what wrote it; SDKs stop at 128 attributes. Each is two bytes at least, and takes its time. */
const VALUES_MAX = 5_000;
/** Empty ones are two bytes each, and a line of ours each. */
export const RECORDS_MAX = 50_000;

/** How many records of a request were read yet. */
export class RecordLimits {
  #records = 0;

  /** One more record. @returns the limits of its values @throws OtlpBodyError when that is too many */
  enter(): ValueLimits {
    if (++this.#records > RECORDS_MAX) throw new OtlpBodyError(`more than ${RECORDS_MAX} records`);
    return new ValueLimits();
  }
}

/** How many values of one record were read yet. */
export class ValueLimits {
  #values = 0;

  /** One more value. @throws OtlpBodyError when that is too many, or too deep */
  enter(depth: number): void {
    if (depth > VALUE_DEPTH_MAX) throw new OtlpBodyError("a value is nested too deeply");
    if (++this.#values > VALUES_MAX) throw new OtlpBodyError(`more than ${VALUES_MAX} values in one record`);
  }
}
