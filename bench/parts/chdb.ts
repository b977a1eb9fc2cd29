/** Inserts of ready Native blocks of 50,000 rows, the way the service inserts: what storing costs without parsing. */
import { openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import type { EncodedLines } from "../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../app/stores/clickhouse/log-lines.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import { buildBlock, type PlacedFrame } from "../store/blocks.ts";

const LINES_PER_FRAME = 277;
const FRAMES_PER_BLOCK = 181; // 50,137 rows
const RESOURCES = 20;
const resourceId = (app: number) => `00000000-0000-4000-8000-${String(app).padStart(12, "0")}`;

answerParent({
  async run({ blocks }: { blocks: number }) {
    const dir = await makeTempDir();
    const clickhouse = await openEmbeddedClickHouse(`${dir}/clickhouse`);
    try {
      await migrateClickHouse(clickhouse, null);
      const frames = makeFrames({ apps: RESOURCES, frames: FRAMES_PER_BLOCK * 4, linesPerFrame: LINES_PER_FRAME });
      const ready = Array.from({ length: blocks }, (_, b) => {
        const placed = Array.from({ length: FRAMES_PER_BLOCK }, (_, i): PlacedFrame => {
          const frame = frames[(b * FRAMES_PER_BLOCK + i) % frames.length] as PlacedFrame["frame"];
          const receivedAtMs = Date.now() - (blocks - b) * 250;
          return { frame, resourceId: resourceId(frame.app), receivedAtMs, frameSeq: i };
        });
        return buildBlock(placed).encode();
      });
      await insertLines(clickhouse, ready[0] as EncodedLines, "warm");
      const cpuBefore = process.cpuUsage();
      const startedAtMs = performance.now();
      for (const [i, block] of ready.entries()) await insertLines(clickhouse, block, `block-${i}`);
      const elapsed = (performance.now() - startedAtMs) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      const lines = blocks * FRAMES_PER_BLOCK * LINES_PER_FRAME;
      return { linesPerSecond: lines / elapsed, cpuPerMillion: (cpu.user + cpu.system) / lines };
    } finally {
      await clickhouse.close();
      removeDir(dir);
    }
  },
});
