import type { LogMessage } from "../logplex/message.ts";
import { colouredLine, jobLines, plainLine, requestLines } from "./app-lines.ts";
import { schedulerLines } from "./dyno-lines.ts";
import { postgresLine, redisLine, runtimeMetricLines } from "./metric-lines.ts";
import type { Random } from "./random.ts";
import { newRequest, routerLine } from "./router-lines.ts";
import type { Stage } from "./stage.ts";

/** How often each sampler writes. */
export interface SamplePeriods {
  runtimeMs: number;
  postgresMs: number;
  redisMs: number;
  schedulerMs: number;
}

export const livePeriods: SamplePeriods = {
  runtimeMs: 20_000,
  postgresMs: 60_000,
  redisMs: 60_000,
  schedulerMs: 600_000,
};

/** Writes the lines of one app for one stretch of time after another. */
export class TrafficGenerator {
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #samplers: { periodMs: number; dueMs: number; write: (atMs: number) => LogMessage[] }[];
  #untilMs: number;
  #owedLines = 0;

  constructor(stage: Stage, random: Random, startMs: number, periods: SamplePeriods = livePeriods) {
    this.#stage = stage;
    this.#random = random;
    this.#untilMs = startMs;
    const sampler = (periodMs: number, write: (atMs: number) => LogMessage[]) => ({
      periodMs,
      dueMs: startMs + Math.floor(random.next() * periodMs),
      write,
    });
    this.#samplers = [
      sampler(periods.runtimeMs, (atMs) => runtimeMetricLines(atMs, random, stage)),
      sampler(periods.postgresMs, (atMs) => [postgresLine(atMs, random)]),
      sampler(periods.redisMs, (atMs) => [redisLine(atMs, random)]),
      sampler(periods.schedulerMs, (atMs) => schedulerLines(atMs, random)),
    ];
  }

  /**
   * The lines from where the last call ended up to `untilMs`, in time order.
   *
   * @param linesPerSecond  of the app and the router; samplers come on top
   */
  linesUntil(untilMs: number, linesPerSecond: number): LogMessage[] {
    const spanMs = Math.max(0, untilMs - this.#untilMs);
    this.#owedLines += (linesPerSecond * spanMs) / 1000;
    const lines: LogMessage[] = [];
    while (this.#owedLines >= 1) {
      const act = this.#act(this.#untilMs + this.#random.next() * spanMs);
      this.#owedLines -= act.length;
      lines.push(...act);
    }
    for (const sampler of this.#samplers) {
      for (; sampler.dueMs <= untilMs; sampler.dueMs += sampler.periodMs) lines.push(...sampler.write(sampler.dueMs));
    }
    this.#untilMs = untilMs;
    return lines.sort(byTime);
  }

  #act(atMs: number): LogMessage[] {
    const random = this.#random;
    switch (
      random.weighted([
        [62, "request"],
        [24, "job"],
        [10, "plain"],
        [4, "coloured"],
      ] as const)
    ) {
      case "request": {
        const request = newRequest(this.#stage, random);
        return [...requestLines(atMs, random, request), routerLine(atMs + 2, random, this.#stage, request)];
      }
      case "job":
        return jobLines(atMs, random, this.#stage);
      case "plain":
        return [plainLine(atMs, random, this.#stage)];
      case "coloured":
        return [colouredLine(atMs, random, this.#stage)];
    }
  }
}

export function byTime(a: LogMessage, b: LogMessage): number {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}
