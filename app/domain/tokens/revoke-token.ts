import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";

/** Ends a token from its next call on, also the one that asks. @throws Fault token.not_found, also for a repeat */
export async function revokeToken(ctx: Ctx, input: { id: string }): Promise<void> {
  const { stores, resourceId, clock, log, actor } = ctx;
  if (!(await apiTokens.revoke(stores.pg, resourceId, input.id, clock.now())))
    throw new Fault("token.not_found", { detail: `revoke ${input.id} of ${resourceId}` });
  await stores.notices.resourceChanged(resourceId); // its open tails end
  log.info({ resourceId, tokenId: input.id, by: actor.kind }, "API token revoked");
}
