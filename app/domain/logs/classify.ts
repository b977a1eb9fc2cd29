/**
 * Which part of Heroku wrote a line, from the names in its header.
 *
 * PRI is not asked: router lines alone have been seen under 158 and 134, and Heroku says facilities may change.
 * Sources: Dev Center "Logging" and "Log Drains"; "Log Runtime Metrics"; "Heroku Scheduler".
 */
import type { LineKind } from "../../contract/line.ts";

/** What the names alone decide; `metrics` can only be told from `dyno` by looking at the message. */
export type LineSource = Exclude<LineKind, "metrics">;

/** Heroku's own words on what was changed and on what was lost, as changes and books are made of them: kept as they are, whatever a customer leaves out or masks. */
export const HEROKUS_OWN_WORDS: ReadonlySet<LineKind> = new Set<LineKind>(["api", "logplex"]);

/**
 * @param appName    APP-NAME: `app` for what the app and its add-ons wrote, `heroku` for the platform
 * @param processId  PROCID: `web.1`, `router`, `api`, ...
 */
export function classifySource(appName: string, processId: string): LineSource {
  if (appName !== "heroku" && appName !== "app") return "other";
  switch (processId) {
    case "router":
      return appName === "heroku" ? "router" : "app";
    case "api":
      return "api"; // `app api` today, `heroku api` until about 2015
    case "logplex":
      return appName === "heroku" ? "logplex" : "app";
    case "log-shuttle":
      return "logplex"; // L12 and L13, under either name
    case "heroku-postgres":
    case "postgres":
      return "postgres";
    case "heroku-redis":
      return "redis";
  }
  if (processId.startsWith("postgres.") && isDynoName(processId)) return "postgres";
  if (processId.startsWith("scheduler.")) return "scheduler"; // the platform about the dyno, and the job's own output
  if (appName === "app") return "app";
  return isDynoName(processId) ? "dyno" : "other";
}

/**
 * The kind of one line.
 *
 * @param source   what `classifySource` said
 * @param message  the text; read only as far as needed to know a runtime-metrics line (`source=web.1 dyno=… sample#…`)
 */
export function classify(source: LineSource, appName: string, message: string): LineKind {
  if (appName !== "heroku" || (source !== "dyno" && source !== "scheduler")) return source;
  return isRuntimeMetrics(message) ? "metrics" : source;
}

function isRuntimeMetrics(message: string): boolean {
  if (!message.startsWith("source=")) return false;
  const sample = message.indexOf(" sample#");
  return sample > 0 && message.indexOf("=", sample) > 0;
}

/** `web.1`, `run.4410`; on Fir `web-1234abcde-123ab`: process type, replica set, five letters or digits. */
export function isDynoName(processId: string): boolean {
  const dot = processId.lastIndexOf(".");
  if (dot > 0) return isAll(processId, dot + 1, processId.length, isDigit);
  const last = processId.lastIndexOf("-");
  const set = processId.lastIndexOf("-", last - 1);
  return (
    set > 0 &&
    processId.length - last - 1 === 5 &&
    last - set - 1 >= 6 &&
    last - set - 1 <= 12 &&
    isAll(processId, set + 1, last, isLowerOrDigit) &&
    isAll(processId, last + 1, processId.length, isLowerOrDigit) &&
    hasDigit(processId, set + 1)
  );
}

function isAll(text: string, start: number, end: number, test: (code: number) => boolean): boolean {
  if (start >= end) return false;
  for (let i = start; i < end; i++) if (!test(text.charCodeAt(i))) return false;
  return true;
}

function hasDigit(text: string, start: number): boolean {
  for (let i = start; i < text.length; i++) if (isDigit(text.charCodeAt(i))) return true;
  return false;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLowerOrDigit = (code: number): boolean => isDigit(code) || (code >= 0x61 && code <= 0x7a);
