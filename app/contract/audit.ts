import type { Problem } from "./api.ts";

/**
 * The enterprise audit trail: opting in, what is being collected, what is proven. Writes need the scope `admin` (every
 * session has it). Times are ISO 8601 in UTC; a token is taken once and never given back.
 */

/**
 * - `active` polled every AUDIT_POLL_SECONDS
 * - `paused` by the customer; resumed with `PATCH { status: "active" }`
 * - `revoked` Heroku refuses the credential; asked again hourly, and active again by itself once Heroku lets us
 * - `ended` removed with `keep=true`: no credential, no polling; archives and events can still be read and exported
 */
export type AuditSourceStatus = "active" | "paused" | "revoked" | "ended";

export interface AuditSource {
  id: string;
  enterprise_account: { id: string; name: string };
  status: AuditSourceStatus;
  created_at: string;
  /** Who opted in: an e-mail address, or the prefix of an API token. */
  created_by: string;
  /** The last time Heroku answered a poll; null before the first. */
  last_polled_at: string | null;
  /** When the newest event we hold happened. */
  last_event_at: string | null;
  /** Seconds since Heroku last answered a poll: how old what we show may be. Null before the first, and when ended. */
  lag_seconds: number | null;
  /** Null when paused or ended. */
  next_poll_at: string | null;
  /** What is wrong at the moment and what to do about it; null when all is well. */
  error: AuditSourceError | null;
  credential: {
    /** `token` pasted, `oauth` by "Connect with Heroku"; null once wiped. */
    kind: "token" | "oauth" | null;
    /** First 12 hex digits of the pasted token's SHA-256: to compare, never to use. Null for OAuth. */
    fingerprint: string | null;
    /** Whose authorization it is, as Heroku says; null when Heroku did not. */
    heroku_user_id: string | null;
    last_used_at: string | null;
    /** Scopes it holds and the ones Heroku would have accepted, as its headers said; null before it said so. */
    scopes: string | null;
    scopes_accepted: string | null;
  };
  api: {
    /** Calls of ours in the current UTC hour, on the customer's own budget of 4,500 an hour. */
    calls_this_hour: number;
    calls_last_hour: number;
    /** `RateLimit-Remaining` as seen last; polling stops below 500. */
    rate_limit_remaining: number | null;
  };
  archives: { months: number; verified: number; pending: number; mismatch: number; failed: number };
  /** The oldest month that is fetched, `2017-01` style; earlier ones wait for a backfill. */
  archives_from: string;
  /** Work asked for that has not ended, newest first. */
  jobs: AuditJob[];
}

/** `advice` is a sentence for the customer; switch on `code`. */
export interface AuditSourceError {
  code: AuditErrorCode;
  advice: string;
  since: string;
}

export type AuditErrorCode =
  /** The plan no longer has the audit trail; goes on by itself once it has it again. */
  | "audit.plan"
  /** Heroku: 401. Revoked or expired; a new credential is needed. */
  | "audit.token_refused"
  /** 403: the user lost `manage`, or the scope is too narrow. */
  | "audit.forbidden"
  /** 404: the account is gone, or its user is no longer a member. */
  | "audit.account_gone"
  /** 402: Heroku wants the account's payment settled. */
  | "audit.delinquent"
  /** 429, or fewer than 500 calls left: we wait so as not to use up the customer's budget. Passes by itself. */
  | "audit.budget_low"
  /** 5xx, no answer, or an answer that cannot be read. Passes by itself. */
  | "audit.heroku_away";

/** `GET /api/v1/audit/sources`: oldest first. */
export interface AuditSourcesAnswer {
  data: AuditSource[];
  /** Whether the plan has the audit trail; without it nothing can be added. */
  is_in_plan: boolean;
  /** Whether "Connect with Heroku" is configured here; without it a token is pasted. */
  can_connect: boolean;
}

/**
 * `POST /api/v1/audit/sources`: 201 AuditSource. Either a pasted token or a connection made with "Connect with Heroku".
 * 422 codes: audit.plan, audit.bad_token, audit.account_not_visible, audit.no_manage, audit.scope_too_narrow,
 * audit.events_refused, audit.duplicate, audit.too_many, body.bad_member; 404 audit.connection_not_found;
 * 503 audit.heroku_away.
 */
export type NewAuditSource =
  | { enterprise_account: string; api_token: string }
  | { enterprise_account: string; connection_id: string };

/** `PATCH /api/v1/audit/sources/:id`: 200 AuditSource. A new credential is validated like the first one. */
export interface AuditSourceChange {
  status?: "active" | "paused";
  api_token?: string;
  connection_id?: string;
}

/**
 * `DELETE /api/v1/audit/sources/:id?keep=true|false`: 204. Stops polling and wipes the credential at once. `true`, the
 * default: the source stays listed as `ended` with its archives, and its events stay searchable. `false`: archives and
 * events are removed as well.
 */
export interface AuditSourceRemoval {
  keep?: boolean;
}

/** `POST /api/v1/audit/sources/:id/{validate,poll,backfill}`: 202 AuditJob. */
export interface BackfillRequest {
  /** The oldest month wanted, `2017-01` the earliest and the default. */
  from?: string;
}

/** `GET /api/v1/audit/jobs/:id`: 200 AuditJob; kept a week. */
export interface AuditJob {
  id: string;
  source_id: string;
  kind: "validate" | "poll" | "backfill";
  status: "queued" | "running" | "done" | "failed";
  /** Percent. */
  progress: number;
  /** Numbers worth showing once done: `{ events: 12 }`, `{ months: 18, verified: 18 }`. */
  result: Record<string, number>;
  /** Why it failed. */
  error: { code: string; advice: string } | null;
  created_at: string;
  finished_at: string | null;
}

/**
 * `GET /api/v1/audit/sources/:id/archives`: one month each, newest first. Once verified,
 * `events = already_stored + missing + backfilled`.
 */
export interface AuditArchivesAnswer {
  data: AuditArchive[];
}

/**
 * - `pending` listed by Heroku, not fetched yet (or outside `archives_from`)
 * - `importing` being fetched and compared
 * - `verified` its bytes have the checksum Heroku states, and every event in it is stored
 * - `mismatch` its bytes do not have that checksum: kept as evidence, not imported
 * - `failed` could not be fetched or read; tried again after the next midnight
 */
export interface AuditArchive {
  year: number;
  /** 1 to 12. */
  month: number;
  /** SHA-256 of the `.json.gz`, as Heroku states it; null when it did not. */
  checksum: string | null;
  /** What we computed; differs from `checksum` on a mismatch. Null before it was fetched. */
  computed_checksum: string | null;
  /** Bytes. */
  size: number;
  status: "pending" | "importing" | "verified" | "mismatch" | "failed";
  verified: boolean;
  verified_at: string | null;
  /** Percent of the archive read. */
  progress: number;
  /** Events in the archive. */
  events: number;
  /** Of these, found by polling. */
  already_stored: number;
  /** Of these, not found by polling since the source was added; the archive brought them. */
  missing: number;
  /** Of these, from before the source was added. */
  backfilled: number;
  /** Found by polling, but more than an hour after they happened. */
  late: number;
  /** Stored by polling within the time the archive covers, yet absent from it. */
  extra: number;
  /** Up to 100 ids of those. */
  extra_ids: string[];
  /** The archive is complete up to here. */
  covers_until: string | null;
  /** Whether the month has ended; an open one grows daily. */
  is_open: boolean;
  error: { code: "audit.archive_mismatch" | "audit.archive_unreadable" | AuditErrorCode; advice: string } | null;
}

/**
 * `GET /api/v1/audit/sources/:id/evidence`: a tar file: the archives as Heroku gave them, and a manifest signed with
 * Ed25519. Download it as a link; the session's cookie is enough.
 */
export type EvidenceMediaType = "application/x-tar";

/**
 * "Connect with Heroku". `GET /audit/connect` (not under /api; open it as a page, with `?scope=` to ask for more) sends
 * the browser to Heroku, which comes back to `/oauth/callback`, which ends on `AUDIT_PAGE?connection=<id>` or
 * `AUDIT_PAGE?connect_error=<code>`.
 */
export const CONNECT_PATH = "/audit/connect";
/** The dashboard's page of the audit trail. */
export const AUDIT_PAGE = "/audit";

/** `GET /api/v1/audit/accounts?connection=<id>`: what a pending connection sees; 404 once an hour has passed. */
export interface AuditAccountsAnswer {
  data: {
    id: string;
    name: string;
    permissions: string[];
    /** `manage` is what the audit trail needs. */
    has_manage: boolean;
    is_added: boolean;
  }[];
}

/** A refusal of these calls. */
export interface AuditProblem extends Problem {
  /** With audit.scope_too_narrow: scopes any of which would do; to connect again with. */
  accepted?: string[];
  /** With audit.account_not_visible: names of the accounts the token does see. */
  seen?: string[];
}
