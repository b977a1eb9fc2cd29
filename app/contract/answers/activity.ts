import { z } from "zod";
import { moment } from "./parts.ts";

/** `GET /api/v1/activity`: newest first. */
export const activityAnswer = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      at: moment(),
      by: z.string().describe("An e-mail address, or the prefix of an API token"),
      did: z.string().describe("Method and path, as here: `PATCH /alerts/{id}`"),
      object_id: z.string().nullable().describe("What it was done to; null where there is only one of its kind"),
      name: z.string().nullable().describe("What that is called, or was called last"),
      is_done: z.boolean().describe("False: it was begun, and what came of it is not known"),
    }),
  ),
  next_cursor: z.string().nullable(),
});
