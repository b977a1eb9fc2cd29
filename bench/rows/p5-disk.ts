import { makeFrames, meanLineBytes } from "../corpus/frames.ts";
import { longRun } from "../measure/long-run.ts";
import type { Row } from "../row.ts";

/** Every column and index of log_lines after OPTIMIZE FINAL; not Redis, Postgres or ClickHouse's own system tables. */
export const p5Row: Row = {
  name: "P5",
  about: "bytes on disk per line after merges, of what P4's run stored",
  async run(context) {
    const { disk } = await longRun(context);
    const columns = disk.columns.slice(0, 6).map(({ name, bytesPerRow }) => `${name} ${bytesPerRow.toFixed(1)}`);
    return [
      {
        row: "P5",
        what: `disk per line, ${disk.rows} lines in ${disk.parts} part(s)`,
        unit: "bytes",
        value: disk.bytes / disk.rows,
        reference: {
          what: "mean line as sent",
          value: meanLineBytes(makeFrames({ apps: 20, frames: 200, linesPerFrame: 277 })),
        },
        target: { atMost: 70 },
        note: `largest columns: ${columns.join(", ")}`,
      },
    ];
  },
};
