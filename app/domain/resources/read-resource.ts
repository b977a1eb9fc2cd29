import type { Ctx } from "../../context.ts";
import type { ResourceAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { lastReceivedByDrain } from "../../stores/clickhouse/log-lines.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { getPlan } from "./plans.ts";

/** A drain silent for longer than this is silent; looking further back would cost more than it tells. */
const LAST_FRAME_DAYS = 3;

const ACCESS_ADVICE: Record<resources.HerokuAccess, string | null> = {
  ok: null,
  pending: "Heroku access is being set up; app names appear in a moment.",
  none: "Heroku gave no API access at provisioning: logs work, app names and changes from webhooks do not.",
  broken: "Heroku refuses our access. It is tried again by itself; if this stays, contact support.",
};

/** Everything the header and the settings page show. Tokens appear as fingerprints only. */
export async function readResource(ctx: Ctx): Promise<ResourceAnswer> {
  const { stores, resourceId, clock, actor } = ctx;
  const row = await resources.find(stores.pg, resourceId);
  if (!row || row.state === "deprovisioned") throw new Fault("resource.not_found");
  const plan = getPlan(row.plan);
  const now = clock.now();
  const day = ledger.startOfDay(now);
  const [attached, usage, lastMs] = await Promise.all([
    attachments.listOfResource(stores.pg, resourceId),
    ledger.usageOfDay(stores.pg, resourceId, day),
    lastReceivedByDrain(stores.clickhouse, resourceId, now.getTime() - LAST_FRAME_DAYS * 86_400_000),
  ]);
  return {
    id: row.id,
    name: row.name,
    plan: {
      id: plan.id,
      name: plan.name,
      bytes_per_day: plan.bytesPerDay,
      retention_days: plan.retentionDays,
      audit_trail: plan.hasAuditTrail,
    },
    region: row.region,
    state: row.state,
    created_at: row.created_at.toISOString(),
    app: row.app_id !== null && row.app_name !== null ? { id: row.app_id, name: row.app_name } : null,
    attachments: attached
      .filter((attachment) => attachment.removed_at === null)
      .map((attachment) => {
        const seenMs = lastMs.get(attachment.id);
        return {
          id: attachment.id,
          name: attachment.name,
          app:
            attachment.app_id !== null && attachment.app_name !== null
              ? { id: attachment.app_id, name: attachment.app_name }
              : null,
          log_drain_token_fingerprint: attachment.log_drain_token_fingerprint,
          created_at: attachment.created_at.toISOString(),
          last_frame_at: seenMs === undefined ? null : new Date(seenMs).toISOString(),
        };
      }),
    usage: {
      day: day.toISOString().slice(0, 10),
      bytes: usage.bytes,
      bytes_per_day: plan.bytesPerDay,
      lines: usage.lines,
      is_over_quota: usage.bytes >= plan.bytesPerDay,
    },
    heroku_access: { status: row.heroku_access, advice: ACCESS_ADVICE[row.heroku_access] },
    viewer:
      actor.kind === "session"
        ? { kind: "session", email: actor.email, is_email_verified: actor.isEmailVerified }
        : { kind: "token", prefix: actor.prefix },
  };
}
