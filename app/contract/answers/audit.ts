import { z } from "zod";
import { moment, problem } from "./parts.ts";

const account = z.object({ id: z.string(), name: z.string() });

export const AUDIT_ERROR_CODES = [
  "audit.plan",
  "audit.token_refused",
  "audit.forbidden",
  "audit.account_gone",
  "audit.delinquent",
  "audit.budget_low",
  "audit.heroku_away",
] as const;

/** What is wrong with a source; `advice` is a sentence for the customer. */
export const auditSourceError = z.object({
  code: z
    .enum(AUDIT_ERROR_CODES)
    .describe(
      "audit.plan: the plan no longer has the audit trail; goes on by itself once it has it again. " +
        "audit.token_refused: 401, a new credential is needed. audit.forbidden: 403, the user lost `manage`, or the scope " +
        "is too narrow. audit.account_gone: 404, the account is gone or its user is no longer a member. audit.delinquent: " +
        "402, Heroku wants the account's payment settled. audit.budget_low: 429, or fewer than 500 calls left; passes by " +
        "itself. audit.heroku_away: 5xx, no answer, or one that cannot be read; passes by itself",
    ),
  advice: z.string(),
  since: moment(),
});

export const auditJob = z.object({
  id: z.string(),
  source_id: z.string(),
  kind: z.enum(["validate", "poll", "backfill"]),
  status: z.enum(["queued", "running", "done", "failed"]),
  progress: z.number().describe("Percent"),
  result: z
    .record(z.string(), z.number())
    .describe("Numbers worth showing once done: `{ events: 12 }`, `{ months: 18 }`"),
  error: z.object({ code: z.string(), advice: z.string() }).nullable().describe("Why it failed"),
  created_at: moment(),
  finished_at: moment().nullable(),
});

export const auditSource = z.object({
  id: z.string(),
  enterprise_account: account,
  status: z
    .enum(["active", "paused", "revoked", "ended"])
    .describe(
      "active: polled every AUDIT_POLL_SECONDS. paused: by the customer. revoked: Heroku refuses the credential; asked " +
        "again hourly, and active again by itself once Heroku lets us. ended: removed with `keep=true`; no credential, no " +
        "polling, what was collected can still be read",
    ),
  created_at: moment(),
  created_by: z.string().describe("Who opted in: an e-mail address, or the prefix of an API token"),
  last_polled_at: moment().nullable().describe("The last time Heroku answered a poll"),
  last_event_at: moment().nullable().describe("When the newest event we hold happened"),
  lag_seconds: z
    .number()
    .nullable()
    .describe("Since Heroku last answered a poll: how old what we show may be. Null before the first, and when ended"),
  next_poll_at: moment().nullable().describe("Null when paused or ended"),
  error: auditSourceError.nullable(),
  credential: z.object({
    kind: z.enum(["token", "oauth"]).nullable().describe("`token` pasted, `oauth` connected; null once wiped"),
    fingerprint: z.string().nullable().describe("First 12 hex digits of the pasted token's SHA-256; null for OAuth"),
    heroku_user_id: z.string().nullable().describe("Whose authorization it is, where Heroku said"),
    last_used_at: moment().nullable(),
    scopes: z.string().nullable(),
    scopes_accepted: z.string().nullable().describe("What Heroku would have accepted, as its headers said"),
  }),
  api: z.object({
    calls_this_hour: z.int().describe("Our calls in this UTC hour, on the customer's own budget of 4,500 an hour"),
    calls_last_hour: z.int(),
    rate_limit_remaining: z.int().nullable().describe("As seen last; polling stops below 500"),
  }),
  archives: z.object({
    months: z.int(),
    verified: z.int(),
    pending: z.int(),
    mismatch: z.int(),
    failed: z.int(),
  }),
  archives_from: z
    .string()
    .describe("The oldest month that is fetched, `2017-01` style; earlier ones wait for a backfill"),
  jobs: z.array(auditJob).describe("Work asked for that has not ended, newest first"),
});

/** `GET /api/v1/audit/sources`: oldest first. */
export const auditSourcesAnswer = z.object({
  data: z.array(auditSource),
  is_in_plan: z.boolean().describe("Whether the plan has the audit trail; without it nothing can be added"),
  can_connect: z.boolean().describe('Whether "Connect with Heroku" is configured; without it a token is pasted'),
});

/** `GET /api/v1/audit/accounts?connection=<id>`: what a pending connection sees; 404 once an hour has passed. */
export const auditAccountsAnswer = z.object({
  data: z.array(
    account.extend({
      permissions: z.array(z.string()),
      has_manage: z.boolean().describe("What the audit trail needs"),
      is_added: z.boolean(),
    }),
  ),
});

export const auditArchive = z.object({
  year: z.int(),
  month: z.int().describe("1 to 12"),
  checksum: z.string().nullable().describe("SHA-256 of the `.json.gz`, as Heroku states it"),
  computed_checksum: z
    .string()
    .nullable()
    .describe("What we computed; differs on a mismatch. Null before it was fetched"),
  size: z.int().describe("Bytes"),
  status: z
    .enum(["pending", "importing", "verified", "mismatch", "failed"])
    .describe(
      "pending: listed, not fetched yet. importing: being fetched and compared. verified: its bytes have the checksum " +
        "Heroku states, and every event in it is stored. mismatch: they have not; kept as evidence, not imported. failed: " +
        "could not be fetched or read; tried again after the next midnight",
    ),
  verified: z.boolean(),
  verified_at: moment().nullable(),
  progress: z.number().describe("Percent of the archive read"),
  events: z.int().describe("In the archive; once verified = already_stored + missing + backfilled"),
  already_stored: z.int().describe("Found by polling"),
  missing: z.int().describe("Not found by polling since the source was added; the archive brought them"),
  backfilled: z.int().describe("From before the source was added"),
  late: z.int().describe("Found by polling, but more than an hour after they happened"),
  extra: z.int().describe("Stored by polling within the time the archive covers, yet absent from it"),
  extra_ids: z.array(z.string()).describe("Up to 100 of those"),
  covers_until: moment().nullable().describe("The archive is complete up to here"),
  is_open: z.boolean().describe("The month has not ended; the archive grows daily"),
  error: z
    .object({
      code: z.enum(["audit.archive_mismatch", "audit.archive_unreadable", ...AUDIT_ERROR_CODES]),
      advice: z.string(),
    })
    .nullable(),
});

/** `GET /api/v1/audit/sources/:id/archives`: one month each, newest first. */
export const auditArchivesAnswer = z.object({ data: z.array(auditArchive) });

/** A refusal of these calls. */
export const auditProblem = problem.extend({
  accepted: z
    .array(z.string())
    .optional()
    .describe("With audit.scope_too_narrow: scopes any of which would do; to connect again with"),
  seen: z
    .array(z.string())
    .optional()
    .describe("With audit.account_not_visible: names of the accounts the token does see"),
});
