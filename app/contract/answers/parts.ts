import { z } from "zod";

/** What several answers are made of. */

/** A moment in UTC as we write it: with milliseconds, or for a line's own time with microseconds. */
export const moment = (digits: 3 | 6 = 3) => z.iso.datetime({ precision: digits });

/** A Heroku app. */
export const app = z.object({ id: z.string(), name: z.string() });

/** Where in the query string, counted in UTF-16 units, half open. */
export const queryDiagnostic = z.object({
  from: z.int(),
  to: z.int(),
  severity: z.enum(["error", "warning", "hint"]),
  message: z.string(),
});

/** Says what in the query was read leniently. */
export const diagnostics = z.array(queryDiagnostic).describe("What in the query was read leniently");

/** An answer that is not all there is. */
export const partial = z.literal(true).optional();

/** RFC 9457 problem details; `code` is stable and listed in docs/errors.md. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe("Stable; docs/errors.md lists them"),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .optional()
    .describe("Names the fields at fault, where there are any"),
});
