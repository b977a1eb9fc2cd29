import { z } from "zod";
import { DETECTOR_IDS } from "../redaction.ts";
import { moment } from "./parts.ts";

const byRule = z
  .record(z.string(), z.int())
  .describe("Values masked, by detector, `keys` or `prefixes`; rules without any are left out");

const rules = {
  detectors: z.array(z.enum(DETECTOR_IDS)),
  keys: z.array(z.string()),
  prefixes: z.array(z.string()),
};

/** `GET /api/v1/redaction` */
export const redactionAnswer = z.object({
  ...rules,
  changed_at: moment().nullable().describe("Null: nobody has set it up"),
  changed_by: z.string().nullable().describe("An e-mail address, or the prefix of an API token"),
  redacted: z.object({ day: byRule, month: byRule }).describe("In the last 24 hours and 30 days"),
});

/** `GET /api/v1/redaction/hours`: oldest first; hours without any are left out. */
export const redactionHoursAnswer = z.object({ data: z.array(z.object({ hour: moment(), values: byRule })) });

/** `POST /api/v1/redaction/preview` */
export const redactionPreviewAnswer = z.object({
  lines: z.int().describe("The newest lines that were looked at"),
  changed: z.int().describe("Those of them in which something would have been masked"),
  redacted: byRule,
  sample: z
    .array(z.object({ id: z.string(), timestamp: moment(6), message: z.string() }))
    .describe("The newest that would have changed, as they would have been stored"),
});
