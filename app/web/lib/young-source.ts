import type { AuditSource } from "../../contract/audit.ts";

/** Long enough for the first poll, the list of archives and the first of them, also when Heroku is slow. */
const YOUNG_MS = 10 * 60_000;

/** Whether an account was opted in so recently that what is known of it changes by the second. */
export function isYoung(source: Pick<AuditSource, "status" | "created_at">, nowMs: number): boolean {
  return source.status === "active" && nowMs - Date.parse(source.created_at) < YOUNG_MS;
}
