import type { Services } from "../../context.ts";
import { EMAIL_CHARS_MAX } from "../../contract/limits.ts";
import * as visits from "../../stores/postgres/visits.ts";

/** Heroku's app names have at most 30 characters, its user ids 36. */
const NAME_CHARS_MAX = 100;

/**
 * Notes who opened the dashboard. Only a user-scoped token vouches for the email; the app is the browser's word in any
 * case. A visit that cannot be noted keeps nobody out.
 */
export async function recordVisit(
  { stores, clock, log }: Pick<Services, "stores" | "clock" | "log">,
  visit: {
    resourceId: string;
    userId: string;
    email: string;
    isEmailVerified: boolean;
    opened: string;
    app: string | null;
  },
): Promise<void> {
  try {
    await visits.insert(stores.pg, visit.resourceId, {
      user_id: plain(visit.userId, NAME_CHARS_MAX),
      email: plain(visit.email, EMAIL_CHARS_MAX),
      is_email_verified: visit.isEmailVerified,
      opened: visit.opened,
      app_name: visit.app === null ? null : plain(visit.app, NAME_CHARS_MAX),
      at: clock.now(),
    });
  } catch (error) {
    log.warn({ err: error, resourceId: visit.resourceId }, "visit not noted");
  }
}

/** Without control and direction characters (Postgres takes no NUL, and none belongs in a name), cut to a sane length. */
function plain(text: string, charsMax: number): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, charsMax);
}
