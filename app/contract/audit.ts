/**
 * The enterprise audit trail: opting in, what is being collected, what is proven. Writes need the scope `admin` (every
 * session has it). Times are ISO 8601 in UTC; a token is taken once and never given back. The answers' schemas are in
 * answers/audit.ts.
 */
import type { z } from "zod";
import type * as audit from "./answers/audit.ts";

export type AuditSource = z.infer<typeof audit.auditSource>;
export type AuditSourceStatus = AuditSource["status"];
export type AuditSourceError = z.infer<typeof audit.auditSourceError>;
export type AuditErrorCode = AuditSourceError["code"];
export type AuditSourcesAnswer = z.infer<typeof audit.auditSourcesAnswer>;
export type AuditJob = z.infer<typeof audit.auditJob>;
export type AuditArchive = z.infer<typeof audit.auditArchive>;
export type AuditArchivesAnswer = z.infer<typeof audit.auditArchivesAnswer>;
export type AuditAccountsAnswer = z.infer<typeof audit.auditAccountsAnswer>;
export type AuditProblem = z.infer<typeof audit.auditProblem>;

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

/** `POST /api/v1/audit/sources/:id/backfill`: 202 AuditJob. */
export interface BackfillRequest {
  /** The oldest month wanted, `2017-01` the earliest and the default. */
  from?: string;
}

/**
 * "Connect with Heroku". `GET /audit/connect` (not under /api; open it as a page, with `?scope=` to ask for more) sends
 * the browser to Heroku, which comes back to `/oauth/callback`, which ends on `AUDIT_PAGE?connection=<id>` or
 * `AUDIT_PAGE?connect_error=<code>`.
 */
export const CONNECT_PATH = "/audit/connect";
/** The dashboard's page of the audit trail. */
export const AUDIT_PAGE = "/audit";
