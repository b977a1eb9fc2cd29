import { measureFullRate } from "../measure/full-rate.ts";
import type { IngestResult } from "../measure/ingest.ts";
import type { Row } from "../row.ts";

/** The whole service, as fast as it goes: frames at the door until every line is found by a search. */
export const p1Row: Row = {
  name: "P1",
  about: "277-line frames, 8 senders, 20 resources, whole service: accepted, stored and searchable",
  async run(context) {
    const { ceiling, busyCeiling } = await context.parts();
    const result = await measureFullRate(context);
    return [
      {
        row: "P1",
        what: "accepted, stored and searchable, 277-line frames",
        unit: "lines/s",
        value: result.searchableLinesPerSecond,
        reference: { what: "ceiling of the parts", value: ceiling },
        target: { ratioAtLeast: 0.6 },
        note: describe(result),
      },
      {
        row: "P1",
        what: "beside parts that share the machine as it does",
        unit: "lines/s",
        value: result.searchableLinesPerSecond,
        reference: { what: "ceiling, each part on all cores at a time", value: busyCeiling },
      },
    ];
  },
};

/** Where the time went: the door's own rate, CPU by process, and what overflowed. */
export function describe(result: IngestResult & { said: string }): string {
  const cpu = Object.entries(result.cpuPerMillion).map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`);
  return [
    `${result.sent.lines} lines; accepted at ${Math.round(result.acceptedLinesPerSecond)}/s`,
    `cpu-s per million: ${cpu.join(", ")}`,
    `all lines counted by searches within ${(result.countingMs / 1000).toFixed(1)} s more`,
    `spool at most ${Math.round(result.spoolBytesMax / 1e6)} MB`,
    `${result.spilledFrames} of ${result.sent.frames} frames spilled to Postgres`,
    result.said,
  ]
    .filter(Boolean)
    .join("; ");
}
