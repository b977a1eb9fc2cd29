import { HerokuError } from "../../clients/heroku-error.ts";
import type { HerokuUserOauth } from "../../clients/heroku-user-oauth.ts";
import type { Services } from "../../context.ts";
import * as auditReleases from "../../stores/postgres/audit-releases.ts";
import { callingTransaction } from "../../stores/postgres/calling-transaction.ts";
import { queueReleases, type Release } from "./keep-for-release.ts";

/** Until then the job's own tries are under way. */
const SWEPT_AFTER_MS = 10 * 60_000;
/** A purge is promised within a day, and these tokens are the last of a resource: then they go, given back or not. */
const KEPT_MS = 86_400_000;

/**
 * Gives an authorization back at Heroku and forgets it. An access token that has ended is refreshed for it. What Heroku
 * refuses for good is forgotten as well: a scope that does not open the call is common, and a token that Heroku does not
 * know was given back already. Repeatable.
 *
 * @throws HerokuError, HerokuAwayError while Heroku is away: the job is tried again, then swept up for a day
 */
export async function releaseAuthorization(services: Services, release: Release): Promise<void> {
  const { stores, clients, log } = services;
  const oauth = clients.herokuUserOauth;
  if (!oauth) return; // not configured now; it may be again within the day
  const { resourceId, releaseId } = release;
  try {
    const token = await freshToken(services, oauth, release);
    if (token === null) return;
    const isFound = await oauth.revoke(token);
    log.info({ ...release, isFound }, "authorization given back");
  } catch (error) {
    if (!(error instanceof HerokuError) || error.isTemporary) throw error;
    log.warn({ ...release, err: error }, "authorization not given back: Heroku refused");
  }
  await auditReleases.remove(stores.pg, resourceId, releaseId);
}

/** Null when it was given back meanwhile. */
async function freshToken(
  { stores, secrets, clock }: Services,
  oauth: HerokuUserOauth,
  { resourceId, releaseId }: Release,
): Promise<string | null> {
  return callingTransaction(stores.pg, async (tx) => {
    const row = await auditReleases.findForUpdate(tx, resourceId, releaseId);
    if (row === null) return null;
    const { access_token_expires_at: endsAt, refresh_token_sealed: refreshSealed } = row;
    if (refreshSealed === null || endsAt === null || endsAt > clock.now())
      return secrets.open(row.access_token_sealed, "audit_releases.access_token");
    const refreshToken = secrets.open(refreshSealed, "audit_releases.refresh_token");
    const tokens = await oauth.refresh(refreshToken);
    await auditReleases.saveTokens(tx, resourceId, releaseId, {
      access_token_sealed: secrets.seal(tokens.accessToken, "audit_releases.access_token"),
      refresh_token_sealed: secrets.seal(tokens.refreshToken ?? refreshToken, "audit_releases.refresh_token"),
      access_token_expires_at:
        tokens.expiresInSeconds === null ? null : new Date(clock.now().getTime() + tokens.expiresInSeconds * 1_000),
    });
    return tokens.accessToken;
  });
}

/** Queues again what its own tries did not give back, and forgets what a day of them did not. */
export async function sweepReleases(services: Services): Promise<void> {
  const { stores, clock, log } = services;
  const before = (ms: number) => new Date(clock.now().getTime() - ms);
  const forgotten = await auditReleases.forgetCreatedBefore(stores.pg, before(KEPT_MS));
  if (forgotten > 0) log.warn({ forgotten }, "authorizations not given back within a day");
  const waiting = await auditReleases.listCreatedBefore(stores.pg, before(SWEPT_AFTER_MS));
  queueReleases(
    services,
    waiting.map(({ id, resource_id }) => ({ resourceId: resource_id, releaseId: id })),
  );
}
