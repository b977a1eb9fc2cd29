import type { Knex } from "knex";
import type { Postgres } from "../app/stores/postgres/connection.ts";
import * as controlPlane from "./postgres/20261120_000001_create_control_plane.ts";
import * as partnerLife from "./postgres/20261120_000002_create_partner_life.ts";
import * as recordWebhookChanges from "./postgres/20261125_000010_record_webhook_changes.ts";
import * as auditSources from "./postgres/20261125_000020_create_audit_sources.ts";
import * as auditArchives from "./postgres/20261125_000021_create_audit_archives.ts";
import * as auditReleases from "./postgres/20261126_000001_create_audit_releases.ts";
import * as tokenMakers from "./postgres/20261126_000030_tell_who_made_a_token.ts";
import * as alterAttachments from "./postgres/20261126_000040_alter_attachments.ts";
import * as endedSessions from "./postgres/20261127_000001_create_ended_sessions.ts";
import * as countSpilledFrames from "./postgres/20261127_000002_count_spilled_frames.ts";
import * as savedSearches from "./postgres/20261127_000003_create_saved_searches.ts";
import * as alerts from "./postgres/20261127_000004_create_alerts.ts";
import * as buckets from "./postgres/20261127_000005_create_buckets.ts";
import * as exclusions from "./postgres/20261127_000006_create_exclusions.ts";
import * as redactions from "./postgres/20261127_000007_create_redactions.ts";
import * as activity from "./postgres/20261127_000008_create_activity.ts";
import * as compareAlerts from "./postgres/20261128_000001_compare_alerts.ts";
import * as adminLists from "./postgres/20261128_000002_create_admin_lists.ts";
import * as incidentEnds from "./postgres/20261128_000003_create_incident_ends.ts";

/**
 * Every Postgres migration, oldest first; a new one is one file and one line here. Listed rather than found on disk,
 * so that source and compiled code run the same list under the same names.
 */
const migrations: readonly (Knex.Migration & { name: string })[] = [
  { name: "20261120_000001_create_control_plane", ...controlPlane },
  { name: "20261120_000002_create_partner_life", ...partnerLife },
  { name: "20261125_000010_record_webhook_changes", ...recordWebhookChanges },
  { name: "20261125_000020_create_audit_sources", ...auditSources },
  { name: "20261125_000021_create_audit_archives", ...auditArchives },
  { name: "20261126_000001_create_audit_releases", ...auditReleases },
  { name: "20261126_000030_tell_who_made_a_token", ...tokenMakers },
  { name: "20261126_000040_alter_attachments", ...alterAttachments },
  { name: "20261127_000001_create_ended_sessions", ...endedSessions },
  { name: "20261127_000002_count_spilled_frames", ...countSpilledFrames },
  { name: "20261127_000003_create_saved_searches", ...savedSearches },
  { name: "20261127_000004_create_alerts", ...alerts },
  { name: "20261127_000005_create_buckets", ...buckets },
  { name: "20261127_000006_create_exclusions", ...exclusions },
  { name: "20261127_000007_create_redactions", ...redactions },
  { name: "20261127_000008_create_activity", ...activity },
  { name: "20261128_000001_compare_alerts", ...compareAlerts },
  { name: "20261128_000002_create_admin_lists", ...adminLists },
  { name: "20261128_000003_create_incident_ends", ...incidentEnds },
];

/** Applies what is missing, under knex's own lock; the names applied. */
export async function migratePostgres(pg: Postgres): Promise<string[]> {
  const [, applied] = (await pg.migrate.latest({
    migrationSource: {
      getMigrations: async () => [...migrations],
      getMigrationName: (migration: { name: string }) => migration.name,
      getMigration: async (migration: Knex.Migration) => migration,
    },
  })) as [number, string[]];
  return applied;
}

/** @throws Error when this version's schema is not there yet: a release that has begun and not ended, or was forgotten */
export async function assertPostgresMigrated(pg: Postgres): Promise<void> {
  const applied = new Set(await pg("knex_migrations").pluck("name"));
  const missing = migrations.filter(({ name }) => !applied.has(name));
  if (missing.length > 0) throw new Error(`not migrated: ${missing.map(({ name }) => name).join(", ")}`);
}
