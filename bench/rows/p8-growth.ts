import { largeHistory, smallHistory } from "../measure/history-run.ts";
import { questions } from "../measure/search-latency.ts";
import type { Row } from "../row.ts";

const TIMES_MAX = 1.3;

/** The two searches that must not grow with the history; P7's other questions read all of it and may. */
export const p8Row: Row = {
  name: "P8",
  about: "growth: the same search on ten times the lines",
  async run(context) {
    const large = await largeHistory(context);
    const small = await smallHistory(context);
    return (["newest", "rare"] as const).map((question) => ({
      row: "P8",
      what: `${questions[question]}, of ${large.lines} lines, idle p95`,
      unit: "ms",
      value: large.idle[question],
      reference: { what: `of ${small.lines} lines`, value: small.idle[question] },
      target: { ratioAtMost: TIMES_MAX },
    }));
  },
};
