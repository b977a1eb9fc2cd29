/**
 * One stored log line, as the API gives it and the dashboard shows it.
 * The first nine names are those of the `Heroku.Runtime` schema that security tools already know; the rest are ours.
 */
export interface Line {
  /** Stable and opaque: the same line has the same id in search, context, tail and export. */
  id: string;
  /** Bytes of the message as Logplex declared it (header included), before any decoding. */
  message_len: number;
  /** The syslog PRI number: facility * 8 + severity. */
  priority: number;
  version: string;
  /** RFC 3339 with microseconds, UTC. */
  timestamp: string;
  host_name: string;
  /** `app` for what the app wrote, `heroku` for the platform, or another source's name. */
  app_name: string;
  /** `web.1`, `router`, `api`, `heroku-postgres`, ... */
  process_id: string;
  message_id: string;
  message: string;
  facility: number;
  severity: number;
  /** When the frame was durably accepted; RFC 3339 with milliseconds, UTC. */
  received_at: string;
  /** The Heroku app whose drain sent the line; null while Heroku has not told us yet. */
  app: { id: string; name: string } | null;
  kind: LineKind;
  level: LineLevel;
  /** What a parser found: router keys, logfmt, JSON flattened to dotted paths, error `code`. */
  fields: Record<string, string>;
}

/** Which part of Heroku wrote the line; decides the parser, never taken from PRI (Heroku may change those). */
export const LINE_KINDS = [
  "router",
  "dyno",
  "metrics",
  "api",
  "postgres",
  "redis",
  "logplex",
  "scheduler",
  "app",
  "other",
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Least to most urgent; `level:>=warn` compares by this order. */
export const LINE_LEVELS = ["debug", "info", "warn", "error", "fatal"] as const;
export type LineLevel = (typeof LINE_LEVELS)[number];

/** A JSON or logfmt message is flattened at most this deep and wide: enough for real logs, bounded for hostile ones. */
export const FIELDS_DEPTH_MAX = 4;
export const FIELDS_COUNT_MAX = 64;
