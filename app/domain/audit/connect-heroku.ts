import { createHash, randomBytes } from "node:crypto";
import { HerokuError } from "../../clients/heroku-error.ts";
import type { Ctx } from "../../context.ts";
import type { AuditAccountsAnswer } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as auditConnections from "../../stores/postgres/audit-connections.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import { readCredential } from "./given-credential.ts";
import { callWith } from "./validate-credential.ts";

/** Time to read Heroku's page, and then to choose an account. */
const CONNECTION_MS = 3_600_000;

/** Asks for no more than reading; Heroku says when that is too little, and the page asks for what it accepts. */
export const DEFAULT_SCOPE = "identity read";

/** Who is connecting: the way back must be the same person's. */
export type Connecting = Ctx & { actor: { kind: "session" } };

/** @returns where to send the browser. @throws Fault audit.connect_off */
export async function startConnection(ctx: Connecting, input: { scope: string }): Promise<string> {
  const { stores, clients, secrets, clock, resourceId, actor } = ctx;
  const oauth = clients.herokuUserOauth;
  if (!oauth) throw new Fault("audit.connect_off");
  const state = randomBytes(32).toString("base64url");
  const verifier = randomBytes(32).toString("base64url");
  const now = clock.now();
  await auditConnections.insert(stores.pg, resourceId, {
    state_hash: sha256Hex(state),
    verifier_sealed: secrets.seal(verifier, "audit_connections.verifier"),
    session_user_id: actor.userId,
    created_at: now,
    expires_at: new Date(now.getTime() + CONNECTION_MS),
  });
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return oauth.authorizeUrl({ state, challenge, scope: input.scope });
}

/**
 * Takes the way back from Heroku: exchanges the code and keeps the tokens for an hour.
 *
 * @returns the connection's id
 * @throws Fault audit.connect_off, audit.connect_expired, audit.connect_denied, audit.connect_refused,
 *   audit.heroku_away
 */
export async function finishConnection(
  ctx: Connecting,
  input: { state: string; code: string | null },
): Promise<string> {
  const { stores, clients, secrets, clock, resourceId, actor } = ctx;
  const oauth = clients.herokuUserOauth;
  if (!oauth) throw new Fault("audit.connect_off");
  const redirect = await auditConnections.takeRedirect(stores.pg, resourceId, {
    stateHash: sha256Hex(input.state),
    sessionUserId: actor.userId,
    now: clock.now(),
  });
  if (!redirect) throw new Fault("audit.connect_expired");
  if (input.code === null) throw new Fault("audit.connect_denied");
  const verifier = secrets.open(redirect.verifier_sealed, "audit_connections.verifier");
  const tokens = await oauth.exchange(input.code, verifier).catch((error: unknown) => {
    const isRefusal = error instanceof HerokuError && !error.isTemporary;
    throw new Fault(isRefusal ? "audit.connect_refused" : "audit.heroku_away", { cause: error });
  });
  if (tokens.refreshToken === null) throw new Fault("audit.connect_refused", { detail: "no refresh token came" });
  await auditConnections.saveTokens(stores.pg, resourceId, redirect.id, {
    access_token_sealed: secrets.seal(tokens.accessToken, "audit_connections.access_token"),
    refresh_token_sealed: secrets.seal(tokens.refreshToken, "audit_connections.refresh_token"),
    access_token_expires_at:
      tokens.expiresInSeconds === null ? null : new Date(clock.now().getTime() + tokens.expiresInSeconds * 1_000),
    heroku_user_id: tokens.userId,
  });
  return redirect.id;
}

/**
 * The enterprise accounts that a connection sees.
 *
 * @throws Fault audit.connection_not_found, audit.connect_refused, audit.heroku_away
 */
export async function listConnectionAccounts(ctx: Ctx, input: { connectionId: string }): Promise<AuditAccountsAnswer> {
  const { token } = await readCredential(ctx, { connectionId: input.connectionId });
  const heroku = ctx.clients.herokuEnterprise;
  const { data } = await callWith(token)((held) => heroku.accounts(held)).catch((error: unknown) => {
    const isRefusal = error instanceof HerokuError && !error.isTemporary;
    throw new Fault(isRefusal ? "audit.connect_refused" : "audit.heroku_away", { cause: error });
  });
  const living = (await auditSources.listOfResource(ctx.stores.pg, ctx.resourceId)).filter(
    (row) => row.status !== "ended",
  );
  return {
    data: data.map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: permissions ?? [],
      has_manage: permissions?.includes("manage") ?? true,
      is_added: living.some((row) => row.enterprise_account_id === id),
    })),
  };
}
