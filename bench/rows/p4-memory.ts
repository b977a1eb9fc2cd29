import { longRun } from "../measure/long-run.ts";
import type { Row } from "../row.ts";

const GB = 1e9;
/** Default of SPOOL_BYTES_MAX: past it frames go to Postgres. */
const SPOOL_BYTES_MAX = 256 * 1024 * 1024;

/** Memory must not follow the number of lines: neither in the service's process nor in the spool. */
export const p4Row: Row = {
  name: "P4",
  about: "memory and spool during a long P1 (2 M lines; --lines 10000000 for the full target)",
  async run(context) {
    const { ingested, said } = await longRun(context);
    const { rssMax, treeRssMax, rssSamples } = ingested.service;
    const growth = growthOf(rssSamples);
    return [
      {
        row: "P4",
        what: `most memory of web + worker + chDB (one process) over ${ingested.sent.lines} lines`,
        unit: "GB",
        value: rssMax / GB,
        target: { atMost: 1.2 },
        note: `with redis and postgres at most ${(treeRssMax / GB).toFixed(2)} GB (shared pages counted in each)`,
      },
      {
        row: "P4",
        what: "flat: mean memory of the last quarter over the second",
        unit: "MB",
        value: growth.last / 1e6,
        reference: { what: "second quarter", value: growth.second / 1e6 },
        target: { ratioAtMost: 1.25 },
      },
      {
        row: "P4",
        what: "spool at most",
        unit: "MB",
        value: ingested.spoolBytesMax / 1e6,
        target: { atMost: SPOOL_BYTES_MAX / 1e6 },
        note: [`${ingested.spilledFrames} of ${ingested.sent.frames} frames spilled to Postgres`, said]
          .filter(Boolean)
          .join("; "),
      },
    ];
  },
};

/** The first quarter is a process growing to its working size; from there on it must stay. */
export function growthOf(samples: readonly number[]): { second: number; last: number } {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / part.length;
  return { second: mean(samples.slice(quarter, 2 * quarter)), last: mean(samples.slice(-quarter)) };
}
