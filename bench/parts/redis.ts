/** XADD of whole frames into a Redis that has each on disk before it answers, eight to a pipeline. */
import { Redis } from "ioredis";
import { startEmbeddedRedis } from "../../app/stores/embedded/redis.ts";
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { stopWhenInterrupted } from "../process/cleanup.ts";
import { quietLog } from "../process/quiet-log.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import { readTree } from "../process/tree.ts";

const LINES_PER_FRAME = 277;
const PIPELINE = 8;
/** Bounds the memory; entries go by whole nodes of the stream, which costs next to nothing. */
const ENTRIES_MAX = 1_000;

answerParent({
  async run({ seconds }: { seconds: number }) {
    const dir = await makeTempDir();
    const server = await startEmbeddedRedis({ dir, log: quietLog });
    const forget = stopWhenInterrupted(() => server.stop());
    const client = new Redis(server.url);
    const frames = makeFrames({ apps: 20, frames: 200, linesPerFrame: LINES_PER_FRAME });
    const cpu = async () => Object.values((await readTree(process.pid)).cpuSeconds).reduce((a, b) => a + b, 0);
    let next = 0;
    const addEight = async () => {
      const pipeline = client.pipeline();
      for (let i = 0; i < PIPELINE; i++) {
        const { body } = frames[next++ % frames.length] as { body: Buffer };
        pipeline.xadd("bench", "MAXLEN", "~", ENTRIES_MAX, "*", "b", body);
      }
      await pipeline.exec();
    };
    try {
      for (let i = 0; i < 20; i++) await addEight(); // warm
      const cpuBefore = await cpu();
      const startedAtMs = performance.now();
      const before = next;
      while (performance.now() - startedAtMs < seconds * 1000) await addEight();
      const elapsed = (performance.now() - startedAtMs) / 1000;
      const lines = (next - before) * LINES_PER_FRAME;
      return { linesPerSecond: lines / elapsed, cpuPerMillion: (((await cpu()) - cpuBefore) / lines) * 1e6 };
    } finally {
      client.disconnect();
      await server.stop();
      forget();
      removeDir(dir);
    }
  },
});
