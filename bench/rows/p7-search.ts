import { largeHistory } from "../measure/history-run.ts";
import { type Question, questions } from "../measure/search-latency.ts";
import type { Figure, Row } from "../row.ts";

/** p95 in ms on 10 M lines; they hold for every smaller size, too. */
const TARGET_MS: Record<Question, number> = { newest: 30, rare: 40, absent: 150, status: 60, histogram: 60 };
const BUSY_TIMES_MAX = 3;

/** What a person waits for, over ten days of history of which a twentieth is theirs. */
export const p7Row: Row = {
  name: "P7",
  about: "search p95 over ten days (2 M lines; --lines 10000000 for the full target), idle and at half of P1's rate",
  async run(context) {
    const { lines, idle, busy, busyLinesPerSecond } = await largeHistory(context);
    return (Object.keys(questions) as Question[]).flatMap((question): Figure[] => [
      {
        row: "P7",
        what: `${questions[question]}, of ${lines} lines, idle p95`,
        unit: "ms",
        value: idle[question],
        target: { atMost: TARGET_MS[question] },
      },
      {
        row: "P7",
        what: `the same at ${Math.round(busyLinesPerSecond)} lines/s`,
        unit: "ms",
        value: busy[question],
        reference: { what: "idle", value: idle[question] },
        target: { ratioAtMost: BUSY_TIMES_MAX },
      },
    ]);
  },
};
