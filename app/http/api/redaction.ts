import type { RequestHandler } from "express";
import { z } from "zod";
import { REDACTION_KEYS_MAX, REDACTION_PREFIXES_MAX } from "../../contract/limits.ts";
import { DETECTOR_IDS, REDACTION_KEY, REDACTION_PREFIX } from "../../contract/redaction.ts";
import { changeRedaction } from "../../domain/redaction/change-redaction.ts";
import { previewRedaction } from "../../domain/redaction/preview-redaction.ts";
import { readRedaction } from "../../domain/redaction/read-redaction.ts";
import { readRedactionHours } from "../../domain/redaction/read-redaction-hours.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, hoursParams, readParams } from "./params.ts";
import { bodyOf, readBody } from "./read-body.ts";

/** Each once, in the order given. */
const each = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, "must be a list")
    .max(max, `must have at most ${max}`)
    .default([])
    .transform((items) => [...new Set(items)]);

export const redactionRules = bodyOf({
  detectors: each(z.enum(DETECTOR_IDS, `must be of: ${DETECTOR_IDS.join(", ")}`), DETECTOR_IDS.length),
  keys: each(
    z
      .string("must be a text")
      .trim()
      .regex(
        REDACTION_KEY,
        "must be a name of at most 64 letters, digits, _, . and -; * before or behind it is any part",
      ),
    REDACTION_KEYS_MAX,
  ),
  prefixes: each(
    z
      .string("must be a text")
      .trim()
      .regex(REDACTION_PREFIX, "must be 3 to 64 letters, digits, _ and signs out of . / : + = -"),
    REDACTION_PREFIXES_MAX,
  ),
});

/** `GET /api/v1/redaction` */
export const redactionHandler: RequestHandler = async (_req, res) => {
  res.json(await readRedaction(ctxOf(res)));
};

/** `PUT /api/v1/redaction` */
export const changeRedactionHandler: RequestHandler = async (req, res) => {
  res.json(await changeRedaction(ctxOf(res), readBody(redactionRules, req)));
};

/** `POST /api/v1/redaction/preview` */
export const previewRedactionHandler: RequestHandler = async (req, res) => {
  const rules = readBody(redactionRules, req);
  res.json(await previewRedaction(ctxOf(res), { ...rules, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/redaction/hours` */
export const redactionHoursHandler: RequestHandler = async (req, res) => {
  res.json(await readRedactionHours(ctxOf(res), readParams(hoursParams, req)));
};
