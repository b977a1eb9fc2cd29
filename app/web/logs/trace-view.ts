import type { TraceAnswer } from "../../contract/api.ts";
import type { Line } from "../../contract/line.ts";
import { type RouterView, routerView } from "./line-format.ts";

/** How a request's trace is read. Pure; request-trace.tsx draws it. */

/** The server's own rule for an id in the address. */
const REQUEST_ID = /^[A-Za-z0-9+/=_-]{20,200}$/;
/** Keys under which apps log it. */
const KEYS = ["request_id", "requestId", "request-id", "req_id", "x_request_id"];
/** `[7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11]`, as tagged logging writes it; ids that Heroku's router makes are UUIDs. */
const TAG = /\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]/i;

/** The id of the request that a line belongs to; null when it names none. */
export function requestIdOf(line: Pick<Line, "fields" | "message">): string | null {
  for (const key of KEYS) {
    const value = line.fields[key];
    if (value !== undefined && REQUEST_ID.test(value)) return value;
  }
  return TAG.exec(line.message)?.[1] ?? null;
}

export interface TraceView {
  /** The router's line in short; null while only the app's are known. */
  router: { line: Line; view: RouterView } | null;
  steps: TraceStep[];
  appLineCount: number;
}

export interface TraceStep {
  line: Line;
  who: "router" | "app" | "dyno";
  /** Since the first of the request's own lines: `+12 ms`, `−3.2 s`. */
  offset: string;
}

/** The lines in order, each with its distance from the request's first; state lines of the dyno may lie before it. */
export function traceView(answer: Pick<TraceAnswer, "data">): TraceView {
  const routerLine = answer.data.find((line) => line.kind === "router") ?? null;
  const view = routerLine ? routerView(routerLine) : null;
  const first = answer.data.find((line) => whoOf(line) !== "dyno") ?? answer.data[0];
  const startMs = first ? Date.parse(first.timestamp) : 0;
  const steps = answer.data.map((line) => ({
    line,
    who: whoOf(line),
    offset: offsetWords(Date.parse(line.timestamp) - startMs),
  }));
  return {
    router: routerLine && view ? { line: routerLine, view } : null,
    steps,
    appLineCount: steps.filter((step) => step.who === "app").length,
  };
}

function whoOf(line: Pick<Line, "kind">): TraceStep["who"] {
  return line.kind === "router" ? "router" : line.kind === "dyno" ? "dyno" : "app";
}

/** `0 ms`, `+12 ms`, `−3.2 s`, `+2 min 5 s` */
export function offsetWords(ms: number): string {
  const size = Math.abs(ms);
  const sign = size === 0 ? "" : ms < 0 ? "−" : "+";
  if (size < 1000) return `${sign}${Math.round(size)} ms`;
  if (size < 59_950) return `${sign}${(size / 1000).toFixed(1)} s`;
  const seconds = Math.round(size / 1000);
  return `${sign}${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
