import { z } from "zod";
import { app, moment } from "./parts.ts";

export const attachmentAnswer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  app: app.nullable(),
  log_drain_token_fingerprint: z
    .string()
    .describe("First 12 hex digits of the token's SHA-256: enough to compare, useless to forge"),
  created_at: moment(),
  last_frame_at: moment().nullable(),
});

/** `GET /api/v1/resource` */
export const resourceAnswer = z.object({
  id: z.string(),
  name: z.string().describe("Heroku's name of the add-on resource, for example `draintrail-round-10233`"),
  plan: z.object({
    id: z.string(),
    name: z.string(),
    bytes_per_day: z.int(),
    retention_days: z.int(),
    audit_trail: z.boolean(),
  }),
  region: z.string(),
  state: z.enum(["provisioned", "provisioning"]),
  created_at: moment(),
  app: app.nullable().describe("The billing app; null until Heroku's API has been read"),
  attachments: z.array(attachmentAnswer),
  usage: z.object({
    day: z.iso.date(),
    bytes: z.int(),
    bytes_per_day: z.int(),
    lines: z.int(),
    is_over_quota: z.boolean(),
  }),
  heroku_access: z
    .object({ status: z.enum(["pending", "ok", "none", "broken"]), advice: z.string().nullable() })
    .describe("Whether we can call Heroku's API for this resource, and what to do when we cannot"),
  viewer: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("session"), email: z.string(), is_email_verified: z.boolean() }),
      z.object({ kind: z.literal("token"), prefix: z.string() }),
    ])
    .describe("Who is looking: the SSO user, or the API token's prefix"),
});

/** `GET /api/v1/ledger`: all in lines but `frames`; received = stored + shed + rejected in every row. */
export const ledgerAnswer = z.object({
  data: z.array(
    z.object({
      hour: moment(),
      frames: z.int(),
      received: z.int(),
      stored: z.int(),
      shed: z.int().describe("Not stored on purpose: beyond the day's quota, or excluded by a filter"),
      excluded: z.int().describe("Those of `shed` that a filter excluded"),
      rejected: z.int(),
      rejected_by: z.record(z.string(), z.int()),
      duplicates: z.int(),
      quarantined: z.int(),
      expired: z.int(),
      upstream_dropped: z.int(),
    }),
  ),
});

/** `GET /api/v1/visits`: who opened the dashboard by single sign-on, newest first. */
export const visitsAnswer = z.object({
  data: z.array(
    z.object({
      at: moment(),
      email: z.string(),
      is_email_verified: z
        .boolean()
        .describe("False: the older sign-in token was used, which does not vouch for the user"),
      user_id: z.string(),
      opened: z.string().describe("The page landed on"),
      app: z.string().nullable().describe("The app from which it was opened, as the browser said"),
    }),
  ),
});
