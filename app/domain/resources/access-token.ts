import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import { callingTransaction } from "../../stores/postgres/calling-transaction.ts";
import * as credentials from "../../stores/postgres/credentials.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { keepTokens } from "./exchange-grant.ts";

/** Refreshed this long before it ends, so that a call started now does not outlive its token. */
const REFRESH_AHEAD_MS = 10 * 60_000;

/**
 * A token that works for this resource, refreshed before it ends. The row lock makes refreshes one at a time across
 * processes: a rotated refresh token is never used twice.
 *
 * @param refused a token Heroku has just refused: refreshed now, unless somebody else has done so meanwhile
 * @returns null when the resource has no Heroku access
 * @throws when Heroku is away; a refused refresh marks the access broken and returns null
 */
export async function accessToken(services: Services, resourceId: string, refused?: string): Promise<string | null> {
  const { stores, secrets, clients, clock, log } = services;
  return callingTransaction(stores.pg, async (tx) => {
    const row = await credentials.findForUpdate(tx, resourceId);
    if (!row?.access_token_sealed || !row.refresh_token_sealed || !row.access_token_expires_at) return null;
    const token = secrets.open(row.access_token_sealed, "credentials.access_token");
    const endsMs = row.access_token_expires_at.getTime() - clock.now().getTime();
    if (endsMs > REFRESH_AHEAD_MS && token !== refused) return token;
    try {
      const refreshToken = secrets.open(row.refresh_token_sealed, "credentials.refresh_token");
      const answer = await clients.herokuOauth.refresh(refreshToken);
      await keepTokens(services, tx, resourceId, answer);
      await resources.setHerokuAccess(tx, resourceId, "ok");
      return answer.accessToken;
    } catch (error) {
      if (!(error instanceof HerokuError) || error.isTemporary) throw error;
      // The refresh token is kept: after a reset client secret is configured, the next sweep heals the access.
      log.error({ resourceId, err: error }, "refresh refused: Heroku access broken");
      await resources.setHerokuAccess(tx, resourceId, "broken");
      return null;
    }
  });
}
