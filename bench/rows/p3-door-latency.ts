import { SENDERS, trouble, warmUp, withLoadedService } from "../measure/ingest.ts";
import type { Row } from "../row.ts";

const SECONDS = 20;
const LINES_PER_FRAME = 277;
const SHARE = 0.8;

/** How long Logplex waits for an answer while the service is busy: past 5 s it would try again, and then give up. */
export const p3Row: Row = {
  name: "P3",
  about: `latency of POST /drain at ${SHARE * 100} % of P1's rate, ${SECONDS} s, no retries`,
  async run(context) {
    const linesPerSecond = Math.round((await context.fullRate()) * SHARE);
    const { sent, said } = await withLoadedService({ linesPerFrame: LINES_PER_FRAME }, async (ready) => {
      await warmUp(ready, 100_000);
      const result = await ready.load.send({ senders: SENDERS, seconds: SECONDS, linesPerSecond });
      return { sent: result, said: trouble(ready.service, result) };
    });
    const rate = Math.round(sent.lines / (sent.elapsedMs / 1000));
    const what = `${rate} lines/s (asked ${linesPerSecond})`;
    return [
      { row: "P3", what: `POST /drain p50 at ${what}`, unit: "ms", value: sent.latencyMs.p50 },
      {
        row: "P3",
        what: "POST /drain p99",
        unit: "ms",
        value: sent.latencyMs.p99,
        target: { atMost: 50 },
      },
      {
        row: "P3",
        what: "POST /drain max",
        unit: "ms",
        value: sent.latencyMs.max,
        target: { atMost: 1_000 },
        note: [`${sent.frames} POSTs; at worst ${Math.round(sent.lateMsMax)} ms behind the asked rate`, said]
          .filter(Boolean)
          .join("; "),
      },
    ];
  },
};
