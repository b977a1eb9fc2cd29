import { z } from "zod";
import { moment } from "./parts.ts";

/** `GET /api/v1/admins`, `PUT /api/v1/admins` */
export const adminsAnswer = z.object({
  admins: z
    .array(z.string())
    .nullable()
    .describe("E-mail addresses of those who may change things, in lower case; null: everybody whom Heroku lets in"),
  may_change: z.boolean().describe("Whether who asks may: one of them, or a token with the scope admin"),
  changed_at: moment().nullable().describe("Null: it was never another way"),
  changed_by: z.string().nullable().describe("An e-mail address, or the prefix of an API token"),
});
