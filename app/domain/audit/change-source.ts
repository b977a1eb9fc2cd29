import type { Ctx } from "../../context.ts";
import type { AuditSource } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { getPlan } from "../resources/plans.ts";
import { getLivingSource } from "./get-living-source.ts";
import { type GivenCredential, readCredential } from "./given-credential.ts";
import { keepForRelease, queueReleases } from "./keep-for-release.ts";
import { readSource } from "./read-sources.ts";
import { callWith, validateCredential } from "./validate-credential.ts";

/**
 * Pauses or resumes a source, or gives it another credential, which is validated like the first one. A new credential
 * makes a source that Heroku had refused active again; one that was paused stays so unless asked otherwise.
 *
 * @throws Fault audit.source_not_found, audit.not_active, audit.plan, audit.connection_not_found, and as
 *   validateCredential
 */
export async function changeSource(
  ctx: Ctx,
  input: { id: string; status?: "active" | "paused" | undefined; credential?: GivenCredential | undefined },
): Promise<AuditSource> {
  const { stores, clock, resourceId, log } = ctx;
  const before = await getLivingSource(ctx, input.id);
  if (input.status === "active") {
    const resource = await resources.find(stores.pg, resourceId);
    if (!resource || !getPlan(resource.plan).hasAuditTrail) throw new Fault("audit.plan");
  }
  if (input.credential) {
    const credential = await readCredential(ctx, input.credential);
    const valid = await validateCredential(ctx, callWith(credential.token), before.enterprise_account_id);
    const releases = await stores.pg.transaction(async (tx) => {
      const held = await auditSources.findForUpdate(tx, resourceId, before.id);
      await credential.take(tx);
      await auditSources.replaceCredential(tx, resourceId, before.id, {
        ...credential.columns,
        heroku_user_id: credential.columns.heroku_user_id ?? valid.userId,
        scopes: valid.scopes,
        scopes_accepted: valid.scopesAccepted,
      });
      return held === null ? [] : keepForRelease(ctx, tx, "audit_sources", held);
    });
    queueReleases(ctx, releases);
  }
  if (input.status === "active") await auditSources.resume(stores.pg, resourceId, before.id, clock.now());
  else if (input.credential)
    await auditSources.resume(stores.pg, resourceId, before.id, clock.now(), ["active", "revoked"]);
  if (input.status === "paused") await auditSources.pause(stores.pg, resourceId, before.id);
  log.info(
    { resourceId, sourceId: before.id, status: input.status, hasNewCredential: !!input.credential },
    "audit source changed",
  );
  return readSource(ctx, { id: before.id });
}
