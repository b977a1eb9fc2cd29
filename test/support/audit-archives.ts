import { randomUUID } from "node:crypto";
import path from "node:path";
import { sealTokens } from "../../app/domain/audit/audit-token.ts";
import { importArchive } from "../../app/domain/audit/import-archive.ts";
import { formatMonth } from "../../app/domain/audit/month.ts";
import { listDueArchives } from "../../app/domain/audit/sync-archives.ts";
import { normaliseAuditEvent } from "../../app/domain/changes/normalise-audit-event.ts";
import { storeChanges } from "../../app/domain/changes/store-changes.ts";
import { projectRoot } from "../../app/lib/project-root.ts";
import type { ArchiveRow } from "../../app/stores/postgres/audit-archives.ts";
import * as archives from "../../app/stores/postgres/audit-archives.ts";
import * as sources from "../../app/stores/postgres/audit-sources.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import { callApi } from "./api.ts";
import { freePort, type Provisioned, provisionResource, startTestService, type TestService } from "./service.ts";

/** The service and a local Heroku, both at a time of the test's own. */
export interface AuditWorld {
  service: TestService;
  sandbox: Sandbox;
  /** Moves both to a moment, ISO 8601. */
  setTime(at: string): void;
  stop(): Promise<void>;
}

/** Nothing runs by itself: the test imports, with `importAll` or `importArchive`. */
export async function startAuditWorld(
  at: string,
  settings: SandboxOptions["settings"] = {},
  options: { hasWorkers?: boolean } = {},
): Promise<AuditWorld> {
  let nowMs = Date.parse(at);
  const port = await freePort();
  const sandbox = await startSandbox({
    manifest: path.join(projectRoot, "addon-manifest.json"),
    clientSecret: "client-secret-for-tests",
    partner: { password: "pw-for-tests", ssoSalt: "s4ltForTestsOnly", baseUrl: `http://127.0.0.1:${port}` },
    clock: { now: () => nowMs },
    settings,
  });
  const service = await startTestService({
    port,
    herokuUrl: sandbox.url,
    hasWorkers: options.hasWorkers ?? false,
    clock: { now: () => new Date(nowMs) },
  });
  return {
    service,
    sandbox,
    setTime: (moment) => {
      nowMs = Date.parse(moment);
    },
    async stop() {
      await sandbox.close();
      await service.stop();
    },
  };
}

/** A resource that collects an enterprise account's trail, with a token of one of its managers. */
export interface ToldSource extends Provisioned {
  sourceId: string;
  /** The account's name. */
  account: string;
  herokuToken: string;
}

/** An account with a past, and a source of it that was added at `addedAt`. Its polls are the test's own (`pollEvents`). */
export async function addSource(
  { service, sandbox }: AuditWorld,
  wish: { startsOn: string; eventsPerDay: number; addedAt: string; archivesFrom?: string },
): Promise<ToldSource> {
  const account = `harbor-${randomUUID().slice(0, 8)}`;
  const row = sandbox.createEnterpriseAccount(account, "dana@example.com", ["view", "manage"]);
  sandbox.audit.makeHistory(account, wish);
  const herokuToken = sandbox.authorize("dana@example.com").accessToken;
  const resource = await provisionResource(service);
  const tokens = { accessToken: herokuToken, refreshToken: null, expiresInSeconds: null };
  const source = await sources.insert(service.services.stores.pg, resource.resourceId, {
    ...sealTokens(service.services, tokens),
    credential_kind: "token",
    credential_fingerprint: null,
    heroku_user_id: null,
    enterprise_account_id: row.id,
    enterprise_account_name: account,
    created_at: new Date(wish.addedAt),
    created_by: "dana@example.com",
    next_poll_at: null,
    scopes: null,
    scopes_accepted: null,
    archives_from: wish.archivesFrom ?? wish.startsOn.slice(0, 7),
  });
  return { ...resource, sourceId: source.id, account, herokuToken };
}

/** What the account's trail has of a month, days that have not been included. */
export function eventsOfMonth({ sandbox }: AuditWorld, { account }: ToldSource, month: string): { id: string }[] {
  const days = Array.from({ length: 31 }, (_, day) => `${month}-${String(day + 1).padStart(2, "0")}`);
  return days.filter(isDay).flatMap((day) => sandbox.audit.eventsOfDay(account, day));
}

const isDay = (day: string) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;

/** Stores events as polls of the source find them, a minute after they happened. */
export async function pollEvents(
  { service }: AuditWorld,
  { resourceId, sourceId }: ToldSource,
  events: readonly unknown[],
): Promise<void> {
  const rows = events.map((event) => {
    const createdAt = (event as { created_at: string }).created_at;
    return normaliseAuditEvent(event, {
      resourceId,
      sourceId,
      receivedAtMs: Date.parse(createdAt) + 60_000,
      period: createdAt.slice(0, 10),
      retentionDays: 0,
      via: "poll",
    });
  });
  await storeChanges(service.services, rows);
}

/** Imports what is due, as the workers do. */
export async function importAll({ service }: AuditWorld, { resourceId, sourceId }: ToldSource): Promise<void> {
  for (const { id } of await listDueArchives(service.services, resourceId, sourceId))
    await importArchive(service.services, { resourceId, archiveId: id });
}

/** `POST /audit/sources/:id/backfill` with this token. */
export function askBackfill({ service }: AuditWorld, token: string, id: string, body: unknown = {}) {
  return callApi(service, { token }, "POST", `/audit/sources/${id}/backfill`, { body });
}

/** The row of a month, `2026-02`. */
export async function archiveOf(
  { service }: AuditWorld,
  { resourceId, sourceId }: ToldSource,
  month: string,
): Promise<ArchiveRow> {
  const rows = await archives.listOfSource(service.services.stores.pg, resourceId, sourceId);
  const row = rows.find((each) => formatMonth(each) === month);
  if (!row) throw new Error(`no archive of ${month}`);
  return row;
}

/** Distinct events stored of a resource. */
export async function countEvents({ service }: AuditWorld, { resourceId }: ToldSource): Promise<number> {
  const [row] = await service.services.stores.clickhouse.query<{ n: number }>(
    "SELECT count() AS n FROM heroku_audit_logs FINAL WHERE resource_id = {resource:UUID}",
    { resource: resourceId },
  );
  return row?.n ?? 0;
}
