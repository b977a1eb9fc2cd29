/**
 * One log message before Logplex frames it.
 * Source: heroku/logplex `logplex_http_drain.erl`; RFC 5424 without structured data.
 */
export interface LogMessage {
  /** facility * 8 + severity. */
  priority: number;
  /** RFC 3339 with `+00:00`; see `formatTime`. */
  time: string;
  /** APP-NAME: `app`, `heroku` or another source. */
  source: string;
  /** PROCID: `web.1`, `router`, `api`, ... */
  process: string;
  /** Usually ends in a newline, which is counted. */
  text: string;
}

/**
 * A time as dyno and router lines carry it (microseconds), or as add-on metric and L10 lines do (whole seconds).
 *
 * @param atMs    milliseconds since the epoch, integer
 * @param micros  0..999, added below the millisecond; null for whole seconds
 */
export function formatTime(atMs: number, micros: number | null): string {
  const iso = new Date(atMs).toISOString();
  if (micros === null) return `${iso.slice(0, 19)}+00:00`;
  return `${iso.slice(0, 23)}${String(micros).padStart(3, "0")}+00:00`;
}

/**
 * One message as it stands in the body of a drain request: its byte length, a space, the message.
 * `HOST` is the literal word `host` and MSGID is `-`, as on every HTTPS drain.
 */
export function encodeMessage(message: LogMessage): Buffer {
  const { priority, time, source, process, text } = message;
  const body = Buffer.from(`<${priority}>1 ${time} host ${source} ${process} - ${text}`, "utf8");
  return Buffer.concat([Buffer.from(`${body.length} `), body]);
}

/**
 * The notice Logplex puts first in the next body after it lost messages: no trailing newline.
 *
 * @param count    messages lost
 * @param sinceMs  when the first of them was dropped
 */
export function encodeLossNotice(count: number, sinceMs: number, nowMs: number): Buffer {
  return encodeMessage({
    priority: 172,
    time: formatTime(nowMs, null),
    source: "heroku",
    process: "logplex",
    text: `Error L10 (output buffer overflow): ${count} messages dropped since ${formatTime(sinceMs, null)}.`,
  });
}
