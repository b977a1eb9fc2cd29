import type { ArchiveFigure } from "../parts/archive.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

const EVENTS = 200_000;
const EVENTS_PER_SECOND_MIN = 40_000;
const GROWN_MB_MAX = 64;
const MB = 1_000_000;

export const p9Row: Row = {
  name: "P9",
  about: "import of a month's archive of 200,000 events into an empty store, with the comparison; and once more",
  async run({ lines }) {
    const events = lines(EVENTS, "P9");
    const module = new URL("../parts/archive.js", import.meta.url);
    const figures = await askOnce<Record<"parse" | "import" | "again", ArchiveFigure>>(module, "run", { events });
    const reference = { what: "unpacking and parsing alone", value: figures.parse.eventsPerSecond };
    return [
      {
        row: "P9",
        what: `import of ${events} events`,
        unit: "events/s",
        value: figures.import.eventsPerSecond,
        reference,
        target: { atLeast: EVENTS_PER_SECOND_MIN },
        note: `${figures.import.cpuPerMillion.toFixed(1)} cpu-s per million events`,
      },
      {
        row: "P9",
        what: "the same archive again: all compared, none stored",
        unit: "events/s",
        value: figures.again.eventsPerSecond,
        reference,
        note: `${figures.again.cpuPerMillion.toFixed(1)} cpu-s per million events`,
      },
      {
        row: "P9",
        what: "growth of our own memory while importing (heap and buffers)",
        unit: "MB",
        value: figures.import.ownGrownBytes / MB,
        reference: { what: "parsing alone", value: figures.parse.ownGrownBytes / MB },
        target: { atMost: GROWN_MB_MAX },
      },
      {
        row: "P9",
        what: "growth of the whole process, chDB's caches and merges included",
        unit: "MB",
        value: figures.import.grownBytes / MB,
      },
    ] satisfies Figure[];
  },
};
