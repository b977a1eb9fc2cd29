import { z } from "zod";
import { line } from "./line.ts";
import { app, diagnostics, moment, partial } from "./parts.ts";

/** `GET /api/v1/logs` */
export const logsAnswer = z.object({
  data: z.array(line),
  next_cursor: z.string().nullable(),
  partial: partial.describe("The search took too long after these lines; there may be more beyond the last one"),
  diagnostics,
});

/** `GET /api/v1/logs/:id/context` */
export const contextAnswer = z.object({
  before: z.array(line),
  line,
  after: z.array(line),
  partial: partial.describe("A side took too long to read and is left empty"),
});

/** A change worth a mark on the time line; all of it is at `GET /api/v1/changes/:id`. */
export const change = z.object({
  id: z.string(),
  at: moment(),
  type: z.string().describe("`config_change.set`, as Heroku's audit trail names it"),
  actor: z.string().nullable(),
  sentence: z.string(),
  app: app.nullable(),
});

/** `GET /api/v1/logs/histogram`: `start` of each bucket (UTC), lines in it, and how many are `error` or `fatal`. */
export const histogramAnswer = z.object({
  data: z.array(z.object({ start: moment(), count: z.int(), errors: z.int() })),
  bucket_seconds: z.int(),
  changes: z.array(change),
  partial: partial.describe("Took too long: lines before `counted_from` are not counted, or changes are left out"),
  counted_from: moment().optional().describe("The first bucket that was counted, where it is not the first of all"),
  diagnostics,
});

/** `field` and `value` as a query asks for them: `field:value`. */
export const facet = z.object({
  field: z.string(),
  values: z.array(z.object({ value: z.string(), count: z.int() })),
});

/** `GET /api/v1/logs/fields`: the commonest values of each field among the matching lines, commonest first. */
export const fieldsAnswer = z.object({
  data: z.array(facet),
  lines: z.int().describe("Matching lines; never sampled"),
  sampled: z.boolean().describe("The counts were taken on a part of the lines and scaled to all of them"),
  sample_rate: z.number().optional().describe("The part, between 0 and 1; only when sampled"),
  partial: partial.describe("Took too long: lines before `counted_from`, or some fields, are left out"),
  counted_from: moment().optional().describe("Where the lines that were counted begin, if not with the range"),
  diagnostics,
});

/** `GET /api/v1/logs/trace/:request_id`: a request's lines and its dyno's state lines within the range, oldest first. */
export const traceAnswer = z.object({
  data: z.array(line),
  dyno: z.string().nullable().describe("`web.1`; null when no line says which"),
  from: moment(6),
  to: moment(6),
  partial: partial.describe("A part of the search took too long: there may be more lines"),
});
