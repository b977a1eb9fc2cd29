import type { AuditErrorCode } from "../../contract/audit.ts";
import { adviceOf, auditErrorOf } from "./audit-advice.ts";

/** Heroku's no to a question about archives. @returns null when the error is none of Heroku's */
export function toArchiveRefusal(error: unknown): { code: AuditErrorCode; advice: string } | null {
  const code = auditErrorOf(error);
  return code && { code, advice: adviceOf(code) };
}
