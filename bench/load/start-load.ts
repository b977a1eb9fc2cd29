import { startChild } from "../process/child.ts";
import type { LoadJob, LoadResult, LoadTarget } from "./job.ts";

export interface Load {
  pid: number;
  send(job: LoadJob): Promise<LoadResult>;
  /** Ends the running job after the frames in flight; its `send` then resolves. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a load process and waits until its frames are built. */
export async function startLoad(target: LoadTarget): Promise<Load> {
  const child = await startChild(new URL("./process.js", import.meta.url));
  await child.ask("prepare", target);
  return {
    pid: child.pid,
    send: (job) => child.ask<LoadResult>("send", job),
    stop: async () => void (await child.ask("stop", {})),
    close: () => child.close(),
  };
}
