import { setTimeout as sleep } from "node:timers/promises";
import { SENDERS, trouble, warmUp, withLoadedService } from "../measure/ingest.ts";
import { percentile } from "../percentile.ts";
import type { Row } from "../row.ts";
import { createProber } from "../service/probe.ts";
import { waitForWord } from "../service/search.ts";
import { openTail } from "../service/tail.ts";

const SECONDS = 25;
const LINES_PER_FRAME = 277;
const LINES_PER_SECOND = 50_000;
const PROBE_EVERY_MS = 250;
/** Searching for a probe costs the service queries, so not every one is searched for. */
const SEARCHED_ONE_IN = 4;

/** From the first byte of a marker's POST until it shows in a live tail and until a search finds it, beside steady load. */
export const p6Row: Row = {
  name: "P6",
  about: "send to visible, in tail and in search, at 50,000 lines/s or half of P1's rate, whichever is lower",
  async run(context) {
    const half = (await context.fullRate()) / 2;
    const linesPerSecond = Math.round(Math.min(LINES_PER_SECOND, half));
    const seen = await withLoadedService({ linesPerFrame: LINES_PER_FRAME }, async (ready) => {
      const { service, resources, load } = ready;
      const [watched] = resources;
      if (!watched) throw new Error("no resource");
      await warmUp(ready, 50_000);
      const tail = await openTail(service, watched, "marker");
      const prober = createProber(service);
      const sending = load.send({ senders: SENDERS, seconds: SECONDS, linesPerSecond });
      await sleep(2_000); // let the load reach its pace
      const probes: { word: string; sentAtMs: number }[] = [];
      const searches: Promise<number | null>[] = [];
      const endsAtMs = performance.now() + (SECONDS - 4) * 1000;
      while (performance.now() < endsAtMs) {
        const probe = await prober.send(watched);
        if (probes.push(probe) % SEARCHED_ONE_IN === 0)
          searches.push(waitForWord(service, watched, probe.word, probe.sentAtMs));
        await sleep(PROBE_EVERY_MS);
      }
      const searchMs = (await Promise.all(searches)).map((ms) => ms ?? Number.POSITIVE_INFINITY);
      const sent = await sending;
      await sleep(2_000);
      const tailMs = probes.map(
        ({ word, sentAtMs }) => (tail.arrivedAtMs(word) ?? Number.POSITIVE_INFINITY) - sentAtMs,
      );
      const skipped = tail.skipped();
      tail.close();
      prober.close();
      return { tailMs, searchMs, skipped, sent, said: trouble(service, sent) };
    });
    const rate = Math.round(seen.sent.lines / (seen.sent.elapsedMs / 1000));
    const which = linesPerSecond < LINES_PER_SECOND ? "half of P1" : "50 k";
    const missing = seen.tailMs.filter((ms) => !Number.isFinite(ms)).length;
    return [
      {
        row: "P6",
        what: `send to tail p95 at ${rate} lines/s (${which})`,
        unit: "ms",
        value: percentile(seen.tailMs, 0.95),
        target: { atMost: 1_000 },
        note: `${seen.tailMs.length} markers, ${missing} never came, ${seen.skipped} lines skipped; p50 ${Math.round(percentile(seen.tailMs, 0.5))} ms`,
      },
      {
        row: "P6",
        what: "send to search p95, asked every 100 ms",
        unit: "ms",
        value: percentile(seen.searchMs, 0.95),
        target: { atMost: 2_000 },
        note: [`${seen.searchMs.length} markers; p50 ${Math.round(percentile(seen.searchMs, 0.5))} ms`, seen.said]
          .filter(Boolean)
          .join("; "),
      },
    ];
  },
};
