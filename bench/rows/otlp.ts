import type { OtlpCost } from "../parts/otlp.ts";
import { askOnce } from "../process/child.ts";
import type { Row } from "../row.ts";

/** OTLP is read at the door, on the thread that answers Logplex. */
export const otlpRow: Row = {
  name: "otlp",
  about: "CPU of making frames of OTLP log records, a record, beside reading these frames",
  isOnRequest: true, // of those who send OTLP only
  async run() {
    const costs = await askOnce<OtlpCost[]>(new URL("../parts/otlp.js", import.meta.url), "run", {});
    return costs.map(({ name, making, reading }) => ({
      row: "otlp",
      what: name,
      unit: "µs/record",
      value: making,
      reference: { what: "reading the frames", value: reading },
    }));
  },
};
