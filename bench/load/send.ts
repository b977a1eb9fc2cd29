import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type CorpusFrame, stampFrame } from "../corpus/frames.ts";
import { summarize } from "../percentile.ts";
import { Connection } from "./connection.ts";
import type { LoadJob, LoadResult, LoadTarget } from "./job.ts";

/** What the process knows while it sends; `isStopped` is set from outside. */
export interface Run {
  isStopped: boolean;
}

/** Sends as a Logplex would: per sender one connection with one frame in flight, frames in the pool's order. */
export async function send(
  frames: readonly CorpusFrame[],
  target: Pick<LoadTarget, "port" | "drainTokens">,
  job: LoadJob,
  run: Run,
): Promise<LoadResult> {
  const result = emptyResult(target.drainTokens.length);
  const latencies: number[] = [];
  const idPrefix = randomBytes(8).toString("hex").toUpperCase();
  const inFlight = new Set<CorpusFrame>();
  const linesMax = job.lines ?? Number.POSITIVE_INFINITY;
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + (job.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  let taken = 0;
  let takenLines = 0;

  /** The next frame that is not on the wire: its bytes are about to be changed. */
  const take = (): { frame: CorpusFrame; number: number } => {
    let frame = frames[taken % frames.length] as CorpusFrame;
    while (inFlight.has(frame)) frame = frames[++taken % frames.length] as CorpusFrame;
    takenLines += frame.lineCount;
    return { frame, number: taken++ };
  };

  const oneSender = async () => {
    const connection = new Connection(target.port);
    while (!run.isStopped && takenLines < linesMax && performance.now() < endsAtMs) {
      const dueAtMs = job.linesPerSecond ? startedAtMs + (takenLines / job.linesPerSecond) * 1000 : 0;
      const { frame, number } = take();
      inFlight.add(frame);
      const waitMs = dueAtMs - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      else if (dueAtMs > 0) result.lateMsMax = Math.max(result.lateMsMax, -waitMs);
      const token = frame.app % target.drainTokens.length;
      const newestMs = Date.now();
      stampFrame(frame, newestMs);
      const post = {
        drainToken: target.drainTokens[token] as string,
        frameId: idPrefix + number.toString(16).toUpperCase().padStart(16, "0"),
        lineCount: frame.lineCount,
        body: frame.body,
      };
      const isAccepted = await postWithRetries(connection, post, job.triesMax ?? 1, result, latencies);
      inFlight.delete(frame);
      if (!isAccepted) continue;
      result.frames++;
      result.lines += frame.lineCount;
      result.linesByToken[token] = (result.linesByToken[token] ?? 0) + frame.lineCount;
      result.newestMsByToken[token] = Math.max(result.newestMsByToken[token] ?? 0, newestMs);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.senders }, oneSender));
  const cpu = process.cpuUsage(cpuBefore);
  result.elapsedMs = performance.now() - startedAtMs;
  result.cpuSeconds = (cpu.user + cpu.system) / 1e6;
  result.latencyMs = summarize(latencies);
  return result;
}

async function postWithRetries(
  connection: Connection,
  frame: Parameters<Connection["post"]>[0],
  triesMax: number,
  result: LoadResult,
  latencies: number[],
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const postedAtMs = performance.now();
    const outcome = await connection.post(frame);
    latencies.push(performance.now() - postedAtMs);
    result.statuses[outcome] = (result.statuses[outcome] ?? 0) + 1;
    if (outcome === 204) return true;
    // A 4xx other than 429 makes Logplex drop the frame at once.
    const isFinal = typeof outcome === "number" && outcome >= 400 && outcome < 500 && outcome !== 429;
    if (isFinal || attempt >= triesMax) {
      result.lostFrames++;
      return false;
    }
    result.retries++;
  }
}

function emptyResult(tokens: number): LoadResult {
  return {
    frames: 0,
    lines: 0,
    linesByToken: new Array<number>(tokens).fill(0),
    newestMsByToken: new Array<number>(tokens).fill(0),
    statuses: {},
    retries: 0,
    lostFrames: 0,
    elapsedMs: 0,
    latencyMs: { p50: 0, p95: 0, p99: 0, max: 0 },
    lateMsMax: 0,
    cpuSeconds: 0,
  };
}
