import type { AuditSource } from "../../contract/audit.ts";

const STATE_WORDS: Record<AuditSource["status"], string> = {
  active: "collecting",
  revoked: "stopped, Heroku refuses the access:",
  paused: "paused by you:",
  ended: "ended, what was collected is kept:",
};

/**
 * How things stand with the audit trail: what is collected, or else how to begin.
 *
 * @param isInPlan  whether accounts can be opted in; what another plan had collected is told all the same
 * @param sources   the accounts opted in; undefined while they are not read yet
 * @returns         `link`: whether there is something to do or to see on the Audit page
 */
export function auditTrailNote(
  isInPlan: boolean,
  sources: readonly Pick<AuditSource, "status" | "enterprise_account">[] | undefined,
): { words: string; link: boolean } {
  const told = (["active", "revoked", "paused", "ended"] as const).flatMap((status) => {
    const names = (sources ?? []).filter((source) => source.status === status);
    return names.length === 0
      ? []
      : [`${STATE_WORDS[status]} ${names.map((source) => source.enterprise_account.name).join(", ")}`];
  });
  if (told.length > 0) return { words: told.join("; "), link: true };
  if (!isInPlan) return { words: "the plan enterprise", link: false };
  return sources === undefined
    ? { words: "see the Audit page", link: true }
    : { words: "opt in on the Audit page", link: true };
}
