import { formatTime, type LogMessage } from "../logplex/message.ts";
import type { Random } from "./random.ts";

/** The app the traffic plays: what its lines need to know of it. */
export interface Stage {
  appName: string;
  numericId: number;
  host: string;
  webDynos: number;
  workerDynos: number;
  /** Uuid of each dyno, as log-runtime-metrics names it. */
  dynoIds: Record<string, string>;
  /** While set, a good part of the requests fails. */
  isFailing: boolean;
}

export function newStage(app: { name: string; numericId: number; host: string }, random: Random): Stage {
  const dynos = ["web.1", "web.2", "web.3", "web.4", "worker.1", "worker.2"];
  return {
    appName: app.name,
    numericId: app.numericId,
    host: app.host,
    webDynos: 3,
    workerDynos: 1,
    dynoIds: Object.fromEntries(dynos.map((dyno) => [dyno, random.uuid()])),
    isFailing: false,
  };
}

export function dynosOf(stage: Stage): string[] {
  const numbered = (type: string, count: number) => Array.from({ length: count }, (_, index) => `${type}.${index + 1}`);
  return [...numbered("web", stage.webDynos), ...numbered("worker", stage.workerDynos)];
}

/** Syslog priorities as seen on drains. Source: captures quoted in heroku/logplex issues and docs, 2014 to 2025. */
export const priorities = { app: 190, router: 158, metrics: 134, platform: 45 } as const;

/** What the app itself wrote. */
export function appLine(atMs: number, random: Random, process: string, text: string): LogMessage {
  return lineOf(priorities.app, atMs, random, "app", process, text);
}

/** What the platform wrote about a dyno. */
export function dynoLine(atMs: number, random: Random, process: string, text: string): LogMessage {
  return lineOf(priorities.platform, atMs, random, "heroku", process, text);
}

/** Add-on metric lines carry whole seconds. */
export function metricLine(atMs: number, process: string, text: string): LogMessage {
  return { priority: priorities.metrics, time: formatTime(atMs, null), source: "app", process, text: `${text}\n` };
}

export function lineOf(
  priority: number,
  atMs: number,
  random: Random,
  source: string,
  process: string,
  text: string,
): LogMessage {
  const wholeMs = Math.floor(atMs);
  // A fraction of a millisecond is an order that somebody means; where there is none, any micros will do.
  const micros = atMs === wholeMs ? random.int(0, 999) : Math.floor((atMs - wholeMs) * 1000);
  return { priority, time: formatTime(wholeMs, micros), source, process, text: `${text}\n` };
}
