import { z } from "zod";
import { moment } from "./parts.ts";

/** A customer's own bucket, without its secret. */
export const bucketAnswer = z.object({
  endpoint: z.string(),
  region: z.string(),
  bucket: z.string(),
  prefix: z.string().describe("Empty, or ends in `/`"),
  access_key_id: z.string(),
  next_hour: moment().describe("The first hour that is not copied"),
  error: z.string().nullable().describe("Why the last try failed, in words; null: it did not"),
  failing_since: moment().nullable(),
  next_try_at: moment(),
  created_at: moment(),
  created_by: z.string().describe("An e-mail address, or the prefix of an API token"),
});

/** `GET /api/v1/bucket` */
export const bucketOrNoneAnswer = z.object({ bucket: bucketAnswer.nullable() });

const file = z.object({
  key: z.string(),
  rows: z.int(),
  bytes: z.int().describe("Of the compressed file"),
  sha256: z.string().describe("Of the compressed file, in hex"),
});

/** `GET /api/v1/bucket/hours`: newest first. */
export const bucketHoursAnswer = z.object({
  data: z.array(
    z.object({
      hour: moment(),
      copied_at: moment(),
      lines: file.extend({ messages: z.int().describe("What the books count: a line may be several") }),
      changes: file,
      stored: z.int().describe("Messages stored in this hour, by the books"),
      is_complete: z.boolean().describe("Whether the file has as many messages as the books say"),
    }),
  ),
});
