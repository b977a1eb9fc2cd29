import { z } from "zod";
import { CHANGE_COLUMNS, CHANGE_SOURCES, type ChangeColumn, type ChangeColumns } from "../change.ts";
import { diagnostics, moment, partial } from "./parts.ts";

/** What each ClickHouse type of the 52 columns is in JSON. */
const COLUMN_VALUES = {
  String: z.string(),
  UInt32: z.int(),
  Float64: z.number(),
  Bool: z.boolean(),
  "DateTime64(3, 'UTC')": moment(),
  "Array(String)": z.array(z.string()),
  "Map(String, String)": z.record(z.string(), z.string()),
  "Array(Tuple(data Map(String, String), name String, provider String, type String, value String))": z.array(
    z.object({
      data: z.record(z.string(), z.string()),
      name: z.string(),
      provider: z.string(),
      type: z.string(),
      value: z.string(),
    }),
  ),
} satisfies Record<(typeof CHANGE_COLUMNS)[ChangeColumn], z.ZodType>;

// One entry a column, which TypeScript cannot follow through Object.entries.
const columns = Object.fromEntries(
  Object.entries(CHANGE_COLUMNS).map(([column, type]) => [column, COLUMN_VALUES[type]]),
) as unknown as { [Column in ChangeColumn]: z.ZodType<ChangeColumns<string>[Column]> };

/**
 * One change as the API gives it: the 52 columns by name, times in RFC 3339 with milliseconds. When several sources told
 * of it, the columns are those of the best informed one and `sources` names them all; `id` stays the same when another
 * source joins later.
 */
export const changeAnswer = z.object({
  ...columns,
  sentence: z
    .string()
    .describe("For people: `dana@example.com set PAYMENT_KEY on harbor-quay`. Any part of it may be hostile text"),
  sources: z.array(z.enum(CHANGE_SOURCES)),
});

/** Whose data places and networks of addresses come from. */
export const attribution = z.object({ text: z.string(), url: z.string() });
const attributions = z
  .array(attribution)
  .describe("To be shown where places and networks of addresses are shown; empty when no row has any");

/** `GET /api/v1/changes`: newest first. */
export const changesAnswer = z.object({
  data: z.array(changeAnswer),
  next_cursor: z.string().nullable(),
  partial: partial.describe("The search took too long after these changes; there may be more beyond the last one"),
  diagnostics,
  attribution: attributions,
});

/** `GET /api/v1/changes/:id` */
export const changeDetailAnswer = z.object({
  change: changeAnswer,
  told_by: z.array(changeAnswer).describe("What each source told, the best informed first"),
  attribution: attributions,
});

export const suspectChange = changeAnswer.extend({
  seconds_before: z.number().describe("Before the moment"),
  relation: z
    .enum(["app", "team", "account", "resource"])
    .describe("How the change relates to the app that was asked about; `resource` when no app was"),
  reason: z.string().describe("For people: `on harbor-quay, 42 s before`"),
});

/** `GET /api/v1/changes/around`: what changed before a moment, the likeliest cause first. */
export const changesAroundAnswer = z.object({
  at: moment(),
  data: z.array(suspectChange),
  attribution: attributions,
});

/** `GET /api/v1/changes/histogram`: `start` of each bucket (UTC) and the changes in it by type; every change once. */
export const changesHistogramAnswer = z.object({
  data: z.array(z.object({ start: moment(), count: z.int(), by_type: z.record(z.string(), z.int()) })),
  bucket_seconds: z.int(),
  diagnostics,
});
