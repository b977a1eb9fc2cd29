import type { z } from "zod";

/**
 * One call of the API. Paths as OpenAPI writes them; a test holds this list and the routes together, and every answer
 * the tests get is checked against its schema.
 *
 * A new call: its parameters' schema in params.ts, its answer's in `app/contract/answers/`, a line in one of these lists.
 */
export interface Operation {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The JSON of a good answer; none for files, streams and 204. */
  answer?: z.ZodType;
  /** A problem document with further members, by name (named.ts); `Problem` unless said. */
  refusal?: "AuditProblem";
  /** What a good answer is: 200 and JSON unless said. */
  status?: 201 | 202 | 204;
  types?: readonly string[];
  scope?: "admin";
}
