import { HerokuError } from "../../clients/heroku-error.ts";
import type { TokenAnswer } from "../../clients/heroku-oauth.ts";
import type { Services } from "../../context.ts";
import { callingTransaction } from "../../stores/postgres/calling-transaction.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as credentials from "../../stores/postgres/credentials.ts";
import * as resources from "../../stores/postgres/resources.ts";

/**
 * Turns the grant of a provisioning into tokens, then reads what Heroku knows of the resource. The credential's row is
 * locked meanwhile, so that a grant is exchanged once however many workers try.
 *
 * Rejects when Heroku is away (the job's retries fit the grant's five minutes). A grant that Heroku refuses or that has
 * expired ends here: the resource works without Heroku's API and says so.
 */
export async function exchangeGrant(services: Services, input: { resourceId: string }): Promise<void> {
  const { stores, secrets, clients, queues, clock, log } = services;
  const outcome = await callingTransaction(stores.pg, async (tx) => {
    const row = await credentials.findForUpdate(tx, input.resourceId);
    if (!row?.grant_code_sealed) return "nothing to exchange";
    if (row.grant_expires_at && row.grant_expires_at <= clock.now())
      return giveUp(tx, input.resourceId, "grant expired");
    try {
      const answer = await clients.herokuOauth.exchangeGrant(
        secrets.open(row.grant_code_sealed, "credentials.grant_code"),
      );
      await keepTokens(services, tx, input.resourceId, answer);
      await resources.setHerokuAccess(tx, input.resourceId, "ok");
      return "exchanged";
    } catch (error) {
      if (error instanceof HerokuError && !error.isTemporary) return giveUp(tx, input.resourceId, error.message);
      throw error;
    }
  });
  log.info({ resourceId: input.resourceId, outcome }, "grant exchange");
  if (outcome !== "exchanged") return;
  const resource = await resources.find(stores.pg, input.resourceId);
  const next = resource?.state === "provisioning" ? "finish-provisioning" : "sync-attachments";
  await queues.enqueue(next, { resourceId: input.resourceId });
}

/** Seals and stores what a token call returned. */
export async function keepTokens(
  { secrets, clock }: Pick<Services, "secrets" | "clock">,
  db: Db,
  resourceId: string,
  answer: TokenAnswer,
): Promise<void> {
  await credentials.saveTokens(db, resourceId, {
    access_token_sealed: secrets.seal(answer.accessToken, "credentials.access_token"),
    refresh_token_sealed: secrets.seal(answer.refreshToken, "credentials.refresh_token"),
    access_token_expires_at: new Date(clock.now().getTime() + answer.expiresInSeconds * 1000),
  });
}

async function giveUp(db: Db, resourceId: string, why: string): Promise<string> {
  await resources.setHerokuAccess(db, resourceId, "broken");
  return why;
}
