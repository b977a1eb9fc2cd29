import type { RequestHandler } from "express";
import { z } from "zod";
import { BUCKET_PREFIX_CHARS_MAX } from "../../contract/limits.ts";
import { keepBucket } from "../../domain/bucket/keep-bucket.ts";
import { readBucket, readBucketHours } from "../../domain/bucket/read-bucket.ts";
import { removeBucket } from "../../domain/bucket/remove-bucket.ts";
import { ctxOf } from "../auth/api-context.ts";
import { bucketHoursParams, readParams } from "./params.ts";
import { bodyOf, readBody } from "./read-body.ts";

const text = (pattern: RegExp, words: string) => z.string("must be a string").trim().regex(pattern, words);

export const givenBucket = bodyOf({
  endpoint: z
    .string("must be a string")
    .trim()
    .max(255, "must have at most 255 characters")
    .refine((url) => URL.canParse(url) && new URL(url).pathname === "/", "must be a URL without a path")
    .nullable()
    .default(null),
  region: text(/^[a-z0-9-]{2,40}$/, "must be a region, such as us-east-1"),
  // Amazon's own rules; others' are narrower.
  bucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be 3 to 63 lower-case letters, digits, dots and hyphens"),
  prefix: text(
    /^(?:[A-Za-z0-9_=-][A-Za-z0-9._=/-]*)?$/,
    "must be letters, digits and . _ = / -, and begin with no / or .",
  )
    .refine((prefix) => !/\/\/|(^|\/)\.\.?(\/|$)/.test(prefix), "must have no empty part and no . or .. as one")
    .refine(
      (prefix) => prefix.length <= BUCKET_PREFIX_CHARS_MAX,
      `must have at most ${BUCKET_PREFIX_CHARS_MAX} characters`,
    )
    .default(""),
  access_key_id: text(/^[\w-]{3,128}$/, "must be letters and digits"),
  secret_access_key: text(/^[\x21-\x7e]{8,256}$/, "must be 8 to 256 characters without spaces"),
  from_start: z.boolean("must be true or false").default(false),
});

/** `GET /api/v1/bucket` */
export const bucketHandler: RequestHandler = async (_req, res) => {
  res.json(await readBucket(ctxOf(res)));
};

/** `PUT /api/v1/bucket` */
export const keepBucketHandler: RequestHandler = async (req, res) => {
  const { access_key_id, secret_access_key, from_start, ...place } = readBody(givenBucket, req);
  const keys = { accessKeyId: access_key_id, secretAccessKey: secret_access_key };
  res.json(await keepBucket(ctxOf(res), { ...place, ...keys, isFromStart: from_start }));
};

/** `DELETE /api/v1/bucket` */
export const removeBucketHandler: RequestHandler = async (_req, res) => {
  await removeBucket(ctxOf(res));
  res.status(204).end();
};

/** `GET /api/v1/bucket/hours` */
export const bucketHoursHandler: RequestHandler = async (req, res) => {
  res.json(await readBucketHours(ctxOf(res), readParams(bucketHoursParams, req)));
};
