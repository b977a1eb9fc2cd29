import { z } from "zod";
import { moment } from "./parts.ts";

const amount = z.object({
  lines: z.int(),
  bytes: z.int().describe("Bytes of these lines; they count for no quota"),
});

export const exclusionAnswer = z.object({
  id: z.string(),
  name: z.string().describe("One of its kind, whatever the case of its letters"),
  query: z.string().describe("As `query` of `GET /logs`"),
  is_active: z.boolean().describe("False: kept, and asked of no line"),
  created_at: moment(),
  created_by: z.string().describe("An e-mail address, or the prefix of an API token"),
  changed_at: moment().nullable(),
  excluded: z
    .object({ day: amount, month: amount })
    .describe("What was not stored because of it, in the last 24 hours and 30 days"),
});

/** `GET /api/v1/exclusions`: in the order in which they are asked. */
export const exclusionsAnswer = z.object({ data: z.array(exclusionAnswer) });

/** `GET /api/v1/exclusions/:id/hours`: oldest first; hours without any are left out. */
export const exclusionHoursAnswer = z.object({ data: z.array(amount.extend({ hour: moment() })) });
