import type { LoadJob } from "../load/job.ts";
import { startLoad } from "../load/start-load.ts";
import type { BareKind } from "../parts/bare-server.ts";
import { startChild } from "../process/child.ts";
import type { PartFigure } from "./parts.ts";

/** A bare server accepting frames of this size from 8 senders. CPU is the server's; the senders have their own process. */
export async function measureBare(
  kind: BareKind,
  options: { linesPerFrame: number; seconds: number },
): Promise<PartFigure> {
  const server = await startChild(new URL("../parts/bare-server.js", import.meta.url));
  try {
    const { port } = await server.ask<{ port: number }>("listen", kind);
    const load = await startLoad({
      port,
      corpus: { apps: 20, frames: Math.ceil(55_400 / options.linesPerFrame), linesPerFrame: options.linesPerFrame },
      drainTokens: ["d.00000000-0000-4000-8000-000000000000"],
    });
    const job: LoadJob = { senders: 8, seconds: options.seconds };
    await load.send({ ...job, seconds: 1 }); // warm
    const before = await server.ask<number>("cpuSeconds", {});
    const sent = await load.send(job);
    const cpuSeconds = (await server.ask<number>("cpuSeconds", {})) - before;
    await load.close();
    return { linesPerSecond: sent.lines / (sent.elapsedMs / 1000), cpuPerMillion: (cpuSeconds / sent.lines) * 1e6 };
  } finally {
    await server.close();
  }
}
