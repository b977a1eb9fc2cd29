import { z } from "zod";
import { LINE_KINDS, LINE_LEVELS } from "../line.ts";
import { app, moment } from "./parts.ts";

/** Stable and opaque: the same line has the same id in search, context, tail and export. */
const lineId = z.string().describe("Stable and opaque: the same in search, context, tail and export");

/** A message that the dyno cut into several lines, put together again; only where it is certain. */
export const joined = z.object({
  lines: z.array(lineId).min(2).describe("The lines it was cut into, this one among them, in their order"),
  message: z.string().describe("The whole message"),
  level: z.enum(LINE_LEVELS),
  fields: z.record(z.string(), z.string()).describe("What a parser found in the whole message"),
});

/**
 * One stored log line, as the API gives it and the dashboard shows it.
 * The first nine names are those of the `Heroku.Runtime` schema that security tools already know; the rest are ours.
 */
export const line = z.object({
  id: lineId,
  message_len: z.int().describe("Bytes of the message as Logplex declared it, header included, before any decoding"),
  priority: z.int().describe("The syslog PRI number: facility * 8 + severity"),
  version: z.string(),
  timestamp: moment(6).describe("RFC 3339 with microseconds, UTC"),
  host_name: z.string(),
  app_name: z.string().describe("`app` for what the app wrote, `heroku` for the platform, or another source's name"),
  process_id: z.string().describe("`web.1`, `router`, `api`, `heroku-postgres`, ..."),
  message_id: z.string(),
  message: z.string(),
  facility: z.int(),
  severity: z.int(),
  received_at: moment(3).describe("When the frame was durably accepted"),
  app: app.nullable().describe("The Heroku app whose drain sent the line; null while Heroku has not told us yet"),
  kind: z.enum(LINE_KINDS).describe("Which part of Heroku wrote the line"),
  level: z.enum(LINE_LEVELS),
  fields: z
    .record(z.string(), z.string())
    .describe("What a parser found: router keys, logfmt, JSON flattened to dotted paths, error `code`"),
  joined: joined.optional().describe("Where the dyno certainly cut one message into several lines"),
});
