import { z } from "zod";
import { QUERY_CHARS_MAX } from "../../contract/limits.ts";

/** A query that is kept: as `query` of a search, but for NUL, which Postgres keeps in no text. */
export const queryMember = z
  .string("must be a string")
  .trim()
  .max(QUERY_CHARS_MAX, `must have at most ${QUERY_CHARS_MAX} characters`)
  .regex(/^[^\0]*$/, "must have no NUL");
