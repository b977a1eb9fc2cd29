import { actorName, type Ctx } from "../../context.ts";
import type { ApiTokenSecretAnswer } from "../../contract/api.ts";
import { API_TOKENS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import { newCheckedToken, tokenPrefix } from "../../lib/api-token.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { toApiToken } from "./token-view.ts";

/**
 * Makes a token and says it, this once. The resource's row is locked meanwhile: a deprovision that runs at the same
 * time revokes this token too, and two calls cannot both be the last one allowed.
 *
 * @throws Fault token.too_many; body.bad_member for an expiry that is over; resource.not_found when the resource ended
 */
export async function createToken(
  ctx: Ctx,
  input: { name: string; scopes: readonly ("read" | "admin")[]; expiresAt: Date | null },
): Promise<ApiTokenSecretAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const now = clock.now();
  if (input.expiresAt !== null && input.expiresAt <= now)
    throw new Fault("body.bad_member", { fill: { field: "expires_at", problem: "must be in the future" } });
  const token = newCheckedToken();
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if ((await apiTokens.countLiving(tx, resourceId, now)) >= API_TOKENS_MAX)
      throw new Fault("token.too_many", { fill: { max: String(API_TOKENS_MAX) } });
    return apiTokens.insertWithExpiry(tx, {
      resource_id: resourceId,
      name: input.name,
      token_hash: sha256Hex(token),
      prefix: tokenPrefix(token),
      scopes: [...new Set(input.scopes)],
      created_at: now,
      created_by: actorName(actor),
      expires_at: input.expiresAt,
    });
  });
  log.info({ resourceId, tokenId: row.id, scopes: row.scopes, by: actor.kind }, "API token created");
  return { ...toApiToken(row), token };
}
