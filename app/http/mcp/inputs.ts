/** What several tools take. Descriptions are all that a model knows of them. */
import { z } from "zod";
import { QUERY_CHARS_MAX } from "../../contract/limits.ts";

/** A model reads what it is given; a page of the API (1000 lines) would be most of what it can hold. */
const ROWS_DEFAULT = 50;
const ROWS_MAX = 200;
/** Enough to see the shape of a day by quarters of an hour. */
const BUCKETS_DEFAULT = 24;
const BUCKETS_MAX = 100;

export const query = z
  .string()
  .max(QUERY_CHARS_MAX)
  .default("")
  .describe("In the query language that this server's instructions explain; empty finds everything");

export const from = (fallback: string) =>
  z
    .string()
    .max(40)
    .default(fallback)
    .describe("Begin of the range: ISO 8601 (UTC without an offset), or relative such as `-15m`, `-6h`, `-2d`");

export const to = z.string().max(40).default("now").describe("End of the range, not in it: as `from`, or `now`");

export const rows = (what: string) =>
  z.int().min(1).max(ROWS_MAX).default(ROWS_DEFAULT).describe(`At most so many ${what}`);

export const buckets = z
  .int()
  .min(1)
  .max(BUCKETS_MAX)
  .default(BUCKETS_DEFAULT)
  .describe("At most so many buckets; their width is a readable one");

export const cursor = z
  .string()
  .max(160)
  .optional()
  .describe("`next_cursor` of the answer before, for what follows it");
