import type { DiskUse } from "../parts/disk.ts";
import { askOnce } from "../process/child.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import type { RunContext } from "../row.ts";
import { type IngestResult, ingest, SENDERS, trouble, warmUp, withLoadedService } from "./ingest.ts";

const LINES = 2_000_000;
const LINES_PER_FRAME = 277;

export interface LongRun {
  ingested: IngestResult;
  said: string;
  disk: DiskUse;
}

/** One long run without a rate limit, for P4 (memory while it lasts) and P5 (what it left on disk). */
export function longRun(context: RunContext): Promise<LongRun> {
  return context.once("long run", async () => {
    const dataDir = await makeTempDir();
    try {
      const run = await withLoadedService({ linesPerFrame: LINES_PER_FRAME, dataDir }, async (ready) => {
        const counted = await warmUp(ready, 100_000);
        const job = { senders: SENDERS, lines: context.lines(LINES, "P4", "P5"), triesMax: 3 };
        const ingested = await ingest(ready, job, counted);
        return { ingested, said: trouble(ready.service, ingested.sent) };
      });
      const disk = await askOnce<DiskUse>(new URL("../parts/disk.js", import.meta.url), "measure", { dataDir });
      return { ...run, disk };
    } finally {
      removeDir(dataDir);
    }
  });
}
