import { z } from "zod";
import { moment } from "./parts.ts";

export const savedSearchAnswer = z.object({
  id: z.string(),
  name: z.string().describe("One of its kind, whatever the case of its letters"),
  query: z.string().describe("As `query` of `GET /logs`"),
  created_at: moment(),
  created_by: z.string().describe("An e-mail address, or the prefix of an API token"),
  changed_at: moment().nullable(),
});

/** `GET /api/v1/searches`: by name. */
export const savedSearchesAnswer = z.object({ data: z.array(savedSearchAnswer) });
