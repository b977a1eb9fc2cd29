import path from "node:path";
import type { ArchiveFigures, ArchiveFile, StorePlace } from "../parts/archive.ts";
import { askOnce } from "../process/child.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import type { Figure, Row, RunContext } from "../row.ts";
import { startClickHouseServer } from "../store/clickhouse-server.ts";

const EVENTS = 200_000;
/** A gigabyte of JSON. */
const EVENTS_OF_GIGABYTE = 1_750_000;
const WARM_EVENTS = 40_000;
const EVENTS_PER_SECOND_MIN = 40_000;
const GROWN_MB_MAX = 64;
const MB = 1_000_000;

const MODULE = new URL("../parts/archive.js", import.meta.url);

export const p9Row: Row = {
  name: "P9",
  about: "import of a month's archive of 200,000 events into an empty store, with the comparison; and once more",
  run: (context) => measureArchive(context, "P9", EVENTS),
};

export const p9LargeRow: Row = {
  name: "P9-large",
  about: "the same with a gigabyte of JSON",
  isOnRequest: true,
  run: (context) => measureArchive(context, "P9-large", EVENTS_OF_GIGABYTE),
};

async function measureArchive({ lines }: RunContext, row: string, ofRow: number): Promise<Figure[]> {
  const dir = await makeTempDir();
  try {
    const month: ArchiveFile = { file: path.join(dir, "month.json.gz"), events: lines(ofRow, row) };
    const warm: ArchiveFile = { file: path.join(dir, "warm.json.gz"), events: WARM_EVENTS };
    await askOnce(MODULE, "write", warm);
    const jsonBytes = await askOnce<number>(MODULE, "write", month);
    const run = (place: StorePlace) => askOnce<ArchiveFigures>(MODULE, "run", { place, warm, month });
    const embedded = await run({ dir: path.join(dir, "embedded") });
    const server = await startClickHouseServer(path.join(dir, "server"));
    try {
      return toFigures(row, { month, jsonBytes }, embedded, await run({ url: server.url }));
    } finally {
      await server.stop();
    }
  } finally {
    removeDir(dir);
  }
}

function toFigures(
  row: string,
  { month, jsonBytes }: { month: ArchiveFile; jsonBytes: number },
  embedded: ArchiveFigures,
  remote: ArchiveFigures,
): Figure[] {
  const reference = { what: "unpacking and parsing alone", value: embedded.parse.eventsPerSecond };
  return [
    {
      row,
      what: `import of ${month.events} events, ${Math.round(jsonBytes / MB)} MB of JSON`,
      unit: "events/s",
      value: embedded.import.eventsPerSecond,
      reference,
      target: { atLeast: EVENTS_PER_SECOND_MIN },
      note: `${embedded.import.cpuPerMillion.toFixed(1)} cpu-s per million events`,
    },
    {
      row,
      what: "the same archive again: all compared, none stored",
      unit: "events/s",
      value: embedded.again.eventsPerSecond,
      reference,
      note: `${embedded.again.cpuPerMillion.toFixed(1)} cpu-s per million events`,
    },
    {
      row,
      what: "growth of the worker while importing, ClickHouse by URL",
      unit: "MB",
      value: remote.import.grownBytes / MB,
      reference: { what: "parsing alone", value: remote.parse.grownBytes / MB },
      target: { atMost: GROWN_MB_MAX },
      note: `${remote.import.eventsPerSecond.toFixed(0)} events/s, ${remote.import.cpuPerMillion.toFixed(1)} cpu-s per million events without the store's`,
    },
    {
      row,
      what: "growth of our own memory (heap and buffers), ClickHouse embedded",
      unit: "MB",
      value: embedded.import.ownGrownBytes / MB,
      reference: { what: "parsing alone", value: embedded.parse.ownGrownBytes / MB },
      target: { atMost: GROWN_MB_MAX },
    },
    {
      row,
      what: "growth of the whole process, ClickHouse embedded",
      unit: "MB",
      value: embedded.import.grownBytes / MB,
      note: "the engine's inserts, merges and caches are in it",
    },
  ];
}
