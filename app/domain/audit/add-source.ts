import { actorName, type Ctx } from "../../context.ts";
import type { AuditSource } from "../../contract/audit.ts";
import { AUDIT_SOURCES_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { getPlan } from "../resources/plans.ts";
import { NO_ARCHIVES, toAuditSource } from "./audit-view.ts";
import { type GivenCredential, readCredential } from "./given-credential.ts";
import { callWith, validateCredential } from "./validate-credential.ts";

/**
 * Opts an enterprise account in. Nothing is saved unless the credential does all that polling will ask of it; the first
 * poll and the list of archives follow within seconds: who opted in is watching.
 *
 * @param input.account id or name
 * @throws Fault audit.plan, audit.too_many, audit.duplicate, audit.connection_not_found, and as validateCredential
 */
export async function addSource(
  ctx: Ctx,
  input: { account: string; credential: GivenCredential },
): Promise<AuditSource> {
  const { stores, queues, clock, resourceId, actor, log } = ctx;
  // Told before Heroku is asked; decided below, where nothing can come between.
  await assertRoom(stores.pg, resourceId, null);
  const credential = await readCredential(ctx, input.credential);
  const valid = await validateCredential(ctx, callWith(credential.token), input.account);
  const now = clock.now();
  const row = await stores.pg.transaction(async (tx) => {
    await resources.findForUpdate(tx, resourceId);
    await assertRoom(tx, resourceId, valid.account);
    await credential.take(tx);
    return auditSources.insert(tx, resourceId, {
      ...credential.columns,
      heroku_user_id: credential.columns.heroku_user_id ?? valid.userId,
      enterprise_account_id: valid.account.id,
      enterprise_account_name: valid.account.name,
      scopes: valid.scopes,
      scopes_accepted: valid.scopesAccepted,
      created_at: now,
      created_by: actorName(actor),
      next_poll_at: now,
      // Earlier months are what a backfill is asked for.
      archives_from: now.toISOString().slice(0, 7),
    });
  });
  const source = { resourceId, sourceId: row.id };
  log.info({ ...source, kind: row.credential_kind }, "audit source added");
  void queues
    .enqueue("sync-archives", source)
    .catch((error: unknown) => log.error({ ...source, err: error }, "archives not asked for; the sweep will"));
  return toAuditSource(row, [], NO_ARCHIVES, now);
}

/** @param account null when not known yet. @throws Fault audit.plan, audit.too_many, audit.duplicate */
async function assertRoom(db: Db, resourceId: string, account: { id: string; name: string } | null): Promise<void> {
  const resource = await resources.find(db, resourceId);
  if (!resource || !getPlan(resource.plan).hasAuditTrail) throw new Fault("audit.plan");
  const living = (await auditSources.listOfResource(db, resourceId)).filter((row) => row.status !== "ended");
  if (living.some((row) => row.enterprise_account_id === account?.id))
    throw new Fault("audit.duplicate", { fill: { account: account?.name ?? "" } });
  if (living.length >= AUDIT_SOURCES_MAX)
    throw new Fault("audit.too_many", { fill: { max: String(AUDIT_SOURCES_MAX) } });
}
