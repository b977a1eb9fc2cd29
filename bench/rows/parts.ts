import { CEILING_PARTS, type PartName, partNames } from "../measure/parts.ts";
import type { Figure, Row } from "../row.ts";

/** What each thing every log service must do costs alone. Nothing here is ours but readFrame; no target. */
export const partsRow: Row = {
  name: "parts",
  about: "the parts alone: HTTP, scan, parse, Redis, chDB; and the ceiling they leave",
  async run({ parts }) {
    const { figures, ceiling, busyCeiling } = await parts();
    const rows = Object.entries(figures).map(
      ([name, figure]): Figure => ({
        row: "parts",
        what: partNames[name as PartName],
        unit: "lines/s",
        value: figure.linesPerSecond,
        note: `${figure.cpuPerMillion.toFixed(2)} cpu-s per million lines`,
      }),
    );
    const what = `ceiling: cores / cpu of ${CEILING_PARTS.join(" + ")}`;
    return [
      ...rows,
      { row: "parts", what, unit: "lines/s", value: ceiling },
      { row: "parts", what: "the same, each part on all cores at a time", unit: "lines/s", value: busyCeiling },
    ];
  },
};
