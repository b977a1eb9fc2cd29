import type { RunContext } from "../row.ts";
import { type IngestResult, ingest, SENDERS, trouble, warmUp, withLoadedService } from "./ingest.ts";

/** A quarter of a minute. Of a million lines, six seconds, the last one was the end alone: the last batch, and little else to do. */
const LINES = 3_000_000;
const LINES_PER_FRAME = 277;
/** V8 goes on compiling for about a million lines: a tenth of what the service does until then. */
const WARM_UP_LINES = 1_000_000;

/** P1's run: as fast as eight senders get answers. Every row that says "of P1's rate" means this one's. */
export function measureFullRate(context: Pick<RunContext, "lines" | "once">): Promise<IngestResult & { said: string }> {
  return context.once("P1", () =>
    withLoadedService({ linesPerFrame: LINES_PER_FRAME }, async (ready) => {
      const lines = context.lines(LINES, "P1");
      const counted = await warmUp(ready, Math.min(WARM_UP_LINES, lines / 3));
      const result = await ingest(ready, { senders: SENDERS, lines, triesMax: 3 }, counted);
      return { ...result, said: trouble(ready.service, result.sent) };
    }),
  );
}
