import { formatTime, type LogMessage } from "../logplex/message.ts";
import { priorities } from "./stage.ts";

/**
 * A line of the Platform API in an app's log (`app api`), written when a user changed something.
 *
 * @param text  without the newline, for example `Release v88 created by user dana@example.com`
 * Source: captures of `app[api]` lines in public issues; only key names of config vars appear, never values
 */
export function apiLine(atMs: number, text: string): LogMessage {
  // The digits below the millisecond are made from it, so that a fixed clock writes fixed lines.
  const micros = (atMs * 7919) % 1000;
  return {
    priority: priorities.platform,
    time: formatTime(atMs, micros),
    source: "app",
    process: "api",
    text: `${text}\n`,
  };
}
