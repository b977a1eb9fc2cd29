import type { AuditErrorCode } from "../../contract/audit.ts";

/** Calls of the customer's 4,500 an hour that are left to the customer. */
export const BUDGET_FLOOR = 500;
/** Heroku gives back 75 calls a minute. Source: Platform API reference, "Rate limits". */
const MS_PER_CALL = 60_000 / 75;
/** Who was refused is asked again hourly: rights come back without anybody telling us. */
const REVOKED_MS = 3_600_000;
/** An outage of Heroku's is asked about at least this often. */
const AWAY_MS_MAX = 15 * 60_000;

/**
 * Ahead of the full interval by up to a tenth, so that sources added at once do not stay in step, and an event is
 * never later than the interval.
 *
 * @param random 0 to 1
 */
export function regularDelayMs(pollSeconds: number, random: number): number {
  return Math.round(pollSeconds * 1_000 * (1 - random / 10));
}

/** How long to wait after trouble; never shorter than the regular interval, and spread by up to a quarter. Pure. */
export function troubleDelayMs(
  code: AuditErrorCode,
  state: { pollSeconds: number; failures: number; remaining: number | null },
  random: number,
): number {
  const regularMs = state.pollSeconds * 1_000;
  const waitMs: Record<"budget" | "away" | "revoked", () => number> = {
    budget: () => (BUDGET_FLOOR - Math.min(state.remaining ?? 0, BUDGET_FLOOR)) * MS_PER_CALL,
    away: () => Math.min(regularMs * 2 ** Math.min(state.failures, 20), AWAY_MS_MAX),
    revoked: () => REVOKED_MS,
  };
  const kind = code === "audit.budget_low" ? "budget" : code === "audit.heroku_away" ? "away" : "revoked";
  return Math.round(Math.max(regularMs, waitMs[kind]()) * (1 + random / 4));
}
