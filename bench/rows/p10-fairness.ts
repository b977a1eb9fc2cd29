import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startLoad } from "../load/start-load.ts";
import { loadFor, SENDERS, trouble } from "../measure/ingest.ts";
import { percentile } from "../percentile.ts";
import type { Row } from "../row.ts";
import { createProber } from "../service/probe.ts";
import { waitForWord } from "../service/search.ts";
import { type Resource, startService } from "../service/start-service.ts";

const QUIET = 1_000;
const SECONDS = 30;
/** Each quiet resource sends a frame of ten lines every four seconds: 2,500 lines a second in all. */
const QUIET_LINES_PER_FRAME = 10;
const QUIET_FRAME_EVERY_SECONDS = 4;
const PROBE_EVERY_MS = 500;

/** One app that floods must not delay a thousand that do not. */
export const p10Row: Row = {
  name: "P10",
  about: `${QUIET} quiet resources beside one loud at half of P1's rate: send to search of the quiet`,
  async run(context) {
    const linesPerSecond = Math.round((await context.fullRate()) / 2);
    const service = await startService();
    try {
      const resources = await service.provision(Array.from({ length: QUIET + 1 }, () => randomUUID()));
      const [loud, ...quiet] = resources as [Resource, ...Resource[]];
      const loudLoad = await loadFor(service, [loud], 277);
      const quietLoad = await startLoad({
        port: service.port,
        corpus: { apps: QUIET, frames: QUIET, linesPerFrame: QUIET_LINES_PER_FRAME },
        drainTokens: quiet.map((resource) => resource.drainToken),
      });
      const quietRate = (QUIET * QUIET_LINES_PER_FRAME) / QUIET_FRAME_EVERY_SECONDS;
      const sending = [
        loudLoad.send({ senders: SENDERS, seconds: SECONDS, linesPerSecond }),
        quietLoad.send({ senders: SENDERS, seconds: SECONDS, linesPerSecond: quietRate }),
      ] as const;
      await sleep(3_000);
      const prober = createProber(service);
      const found: Promise<number | null>[] = [];
      const endsAtMs = performance.now() + (SECONDS - 5) * 1000;
      for (let i = 0; performance.now() < endsAtMs; i++) {
        const resource = quiet[(i * 37) % QUIET] as Resource;
        const { word, sentAtMs } = await prober.send(resource);
        found.push(waitForWord(service, resource, word, sentAtMs));
        await sleep(PROBE_EVERY_MS);
      }
      const searchMs = (await Promise.all(found)).map((ms) => ms ?? Number.POSITIVE_INFINITY);
      const [loudSent, quietSent] = await Promise.all(sending);
      const spilled = await service.metric("draintrail_drain_frames_total", /outcome="spilled"/);
      prober.close();
      await Promise.all([loudLoad.close(), quietLoad.close()]);
      const rate = Math.round(loudSent.lines / (loudSent.elapsedMs / 1000));
      return [
        {
          row: "P10",
          what: `send to search of the quiet p95, loud at ${rate} lines/s (asked ${linesPerSecond})`,
          unit: "ms",
          value: percentile(searchMs, 0.95),
          target: { atMost: 2_000 },
          note: [
            `${searchMs.length} markers, asked every 100 ms; p50 ${Math.round(percentile(searchMs, 0.5))} ms, max ${Math.round(percentile(searchMs, 1))} ms`,
            `POST of the quiet p99 ${quietSent.latencyMs.p99.toFixed(0)} ms, of the loud ${loudSent.latencyMs.p99.toFixed(0)} ms`,
            `${spilled ?? 0} frames spilled`,
            trouble(service, quietSent),
          ]
            .filter(Boolean)
            .join("; "),
        },
      ];
    } finally {
      await service.stop();
      service.remove();
    }
  },
};
