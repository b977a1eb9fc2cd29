import { HerokuAwayError, HerokuError } from "../../clients/heroku-error.ts";
import type { AuditErrorCode } from "../../contract/audit.ts";

/** What the customer can do; a sentence each. */
const ADVICE: Record<AuditErrorCode, string> = {
  "audit.plan": "Your plan does not have the audit trail. After an upgrade to Enterprise collecting goes on by itself.",
  "audit.token_refused": "Heroku no longer accepts this credential: it was revoked or has expired. Give a new one.",
  "audit.forbidden":
    "Heroku refuses the audit trail to this credential. Its user needs `manage` on the account, and its scope must open the audit trail; we ask again every hour.",
  "audit.account_gone":
    "The enterprise account is gone, or the credential's user is no longer a member of it. We ask again every hour.",
  "audit.delinquent": "Heroku wants the account's payment settled first. We ask again every hour.",
  "audit.budget_low":
    "Few Heroku API calls are left to the credential's user this hour. We wait so as not to use them up; this passes by itself.",
  "audit.heroku_away": "Heroku does not answer at the moment. We try again by ourselves.",
};

export function adviceOf(code: AuditErrorCode): string {
  return ADVICE[code];
}

/** Told by status alone: Heroku's messages are for people. */
const BY_STATUS: Record<number, AuditErrorCode> = {
  401: "audit.token_refused",
  402: "audit.delinquent",
  403: "audit.forbidden",
  404: "audit.account_gone",
  429: "audit.budget_low",
};

/** @returns null when it is not Heroku's doing */
export function auditErrorOf(error: unknown): AuditErrorCode | null {
  if (error instanceof HerokuError) return BY_STATUS[error.status] ?? "audit.heroku_away";
  return error instanceof HerokuAwayError ? "audit.heroku_away" : null;
}
