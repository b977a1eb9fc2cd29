import type { HerokuAnswer } from "../../clients/heroku-enterprise.ts";
import { HerokuAwayError, HerokuError, type HerokuTold } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import { type DueSource, noteCall } from "../../stores/postgres/audit-polls.ts";
import { auditToken } from "./audit-token.ts";

/**
 * Calls Heroku for an audit source, and books the call on the customer's budget. OAuth's token is refreshed once when
 * Heroku refuses it.
 *
 * @returns null when the source has no credential: it has ended
 * @throws HerokuError when Heroku says no, HerokuAwayError when it gives no answer that can be read
 */
export async function callAuditSource<T>(
  services: Services,
  source: DueSource,
  call: (token: string) => Promise<HerokuAnswer<T>>,
): Promise<HerokuAnswer<T> | null> {
  const token = await auditToken(services, source);
  if (token === null) return null;
  try {
    return await booked(services, source, call, token);
  } catch (error) {
    if (!(error instanceof HerokuError) || error.status !== 401) throw error;
    const renewed = await auditToken(services, source, token);
    if (renewed === null) throw error;
    return booked(services, source, call, renewed);
  }
}

async function booked<T>(
  { stores, clock }: Services,
  source: DueSource,
  call: (token: string) => Promise<HerokuAnswer<T>>,
  token: string,
): Promise<HerokuAnswer<T>> {
  let told: HerokuTold = { remaining: null, scopes: null, scopesAccepted: null };
  try {
    const answer = await call(token);
    told = answer.told;
    return answer;
  } catch (error) {
    if (!(error instanceof HerokuError)) throw new HerokuAwayError(error);
    told = error.told ?? told;
    throw error;
  } finally {
    await noteCall(stores.pg, source, clock.now(), told);
  }
}
