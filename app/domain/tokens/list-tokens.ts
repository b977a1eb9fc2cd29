import type { Ctx } from "../../context.ts";
import type { ApiTokensAnswer } from "../../contract/api.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import { toApiToken } from "./token-view.ts";

/** Long enough to see what a revoked token was called and when it was used last. */
const REVOKED_SHOWN_MS = 30 * 86_400_000;

/** The resource's tokens, oldest first, that of the app's config var among them; revoked ones stay for a month. */
export async function listTokens({ stores, resourceId, clock }: Ctx): Promise<ApiTokensAnswer> {
  const revokedSince = new Date(clock.now().getTime() - REVOKED_SHOWN_MS);
  return { data: (await apiTokens.listOfResource(stores.pg, resourceId, revokedSince)).map(toApiToken) };
}
