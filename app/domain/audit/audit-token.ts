import { HerokuAwayError, HerokuError } from "../../clients/heroku-error.ts";
import type { UserTokens } from "../../clients/heroku-user-oauth.ts";
import type { Services } from "../../context.ts";
import type { DueSource } from "../../stores/postgres/audit-polls.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import { callingTransaction } from "../../stores/postgres/calling-transaction.ts";

/** Refreshed this long before it ends, so that a call started now does not outlive its token. */
const REFRESH_AHEAD_MS = 10 * 60_000;

/**
 * A token that works for this source: the pasted one, or OAuth's, refreshed before it ends. The row lock makes
 * refreshes one at a time across processes: a rotated refresh token is never used twice.
 *
 * @param refused a token Heroku has just refused: refreshed now, unless somebody else has done so meanwhile
 * @returns null when the source has no credential, or none but the refused one
 * @throws HerokuError when the refresh is refused, HerokuAwayError when Heroku is away
 */
export async function auditToken(
  services: Services,
  { resourceId, sourceId }: DueSource,
  refused?: string,
): Promise<string | null> {
  const { stores } = services;
  const isGood = (row: auditSources.AuditSourceRow, token: string) =>
    token !== refused &&
    (row.access_token_expires_at === null ||
      row.access_token_expires_at.getTime() - services.clock.now().getTime() > REFRESH_AHEAD_MS);
  const row = await auditSources.find(stores.pg, resourceId, sourceId);
  const token = row && openToken(services, row);
  if (!row || token === null) return null;
  if (isGood(row, token)) return token;
  if (row.credential_kind === "token") return token === refused ? null : token;
  return callingTransaction(stores.pg, async (tx) => {
    const locked = await auditSources.findForUpdate(tx, resourceId, sourceId);
    const current = locked && openToken(services, locked);
    if (!locked || current === null || !locked.refresh_token_sealed || !services.clients.herokuUserOauth) return null;
    if (isGood(locked, current)) return current;
    const refreshToken = services.secrets.open(locked.refresh_token_sealed, "audit_sources.refresh_token");
    const tokens = await services.clients.herokuUserOauth.refresh(refreshToken).catch((error: unknown) => {
      throw error instanceof HerokuError ? error : new HerokuAwayError(error);
    });
    const sealed = sealTokens(services, { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken });
    await auditSources.saveTokens(tx, resourceId, sourceId, sealed);
    return tokens.accessToken;
  });
}

function openToken({ secrets }: Services, row: auditSources.AuditSourceRow): string | null {
  return row.access_token_sealed && secrets.open(row.access_token_sealed, "audit_sources.access_token");
}

/** A source's tokens as its row holds them. */
export function sealTokens(
  { secrets, clock }: Pick<Services, "secrets" | "clock">,
  tokens: Omit<UserTokens, "userId">,
): Pick<
  auditSources.AuditCredentialColumns,
  "access_token_sealed" | "refresh_token_sealed" | "access_token_expires_at"
> {
  return {
    access_token_sealed: secrets.seal(tokens.accessToken, "audit_sources.access_token"),
    refresh_token_sealed: tokens.refreshToken && secrets.seal(tokens.refreshToken, "audit_sources.refresh_token"),
    access_token_expires_at:
      tokens.expiresInSeconds === null ? null : new Date(clock.now().getTime() + tokens.expiresInSeconds * 1_000),
  };
}
