import type { AdminList } from "../../stores/postgres/admin-lists.ts";

/**
 * Whether a person may change things. Where there is a list, an address counts only when Heroku says that it is theirs:
 * without a user-scoped token it is what the browser said.
 *
 * @param email in any case
 */
export function mayChange(list: Pick<AdminList, "emails"> | null, email: string, isEmailVerified: boolean): boolean {
  if (list === null || list.emails === null) return true;
  return isEmailVerified && list.emails.includes(email.toLowerCase());
}
