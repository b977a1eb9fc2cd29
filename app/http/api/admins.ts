import type { RequestHandler } from "express";
import { z } from "zod";
import { ADMINS_MAX, EMAIL_CHARS_MAX } from "../../contract/limits.ts";
import { changeAdmins } from "../../domain/admins/change-admins.ts";
import { readAdmins } from "../../domain/admins/read-admins.ts";
import { ctxOf } from "../auth/api-context.ts";
import { bodyOf, readBody } from "./read-body.ts";

const address = z
  .string("must be a text")
  .trim()
  .pipe(z.email("must be an e-mail address").max(EMAIL_CHARS_MAX, `must have at most ${EMAIL_CHARS_MAX} characters`));

export const adminsBody = bodyOf({
  admins: z
    .array(address, "must be a list of e-mail addresses, or null")
    .min(1, "must have at least one, or be null")
    .max(ADMINS_MAX, `must have at most ${ADMINS_MAX}`)
    .nullable(),
});

/** `GET /api/v1/admins` */
export const adminsHandler: RequestHandler = async (_req, res) => {
  res.json(await readAdmins(ctxOf(res)));
};

/** `PUT /api/v1/admins` */
export const changeAdminsHandler: RequestHandler = async (req, res) => {
  res.json(await changeAdmins(ctxOf(res), readBody(adminsBody, req).admins));
};
