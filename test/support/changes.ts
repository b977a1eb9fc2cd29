import { randomUUID } from "node:crypto";
import type { ChangesAnswer } from "../../app/contract/change.ts";
import { normaliseAuditEvent } from "../../app/domain/changes/normalise-audit-event.ts";
import { storeChanges } from "../../app/domain/changes/store-changes.ts";
import { ChangeBlock, type ChangeRow } from "../../app/stores/clickhouse/changes/change-block.ts";
import { frameOf, postFrame, syslogLine } from "./frames.ts";
import { apiGet, eventually, type Provisioned, provisionResource, type TestService } from "./service.ts";
import { deliver, subscribe, webhookEvent } from "./webhooks.ts";

/** An entry of the audit trail as Heroku gives it: dana sets PAYMENT_KEY on harbor-quay. */
export function auditEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    type: "config_change",
    action: "set",
    created_at: "2026-03-04T09:15:02.118Z",
    actor: { id: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11", email: "dana@example.com" },
    app: { id: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", name: "harbor-quay" },
    owner: { id: "5d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11", email: "quay-team@herokumanager.com" },
    team: { id: "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e12", name: "quay-team" },
    enterprise_account: { id: "8d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e13", name: "harbor-holding" },
    request: { ip_address: "203.0.113.24" },
    data: { config_vars: ["PAYMENT_KEY"] },
    ...changes,
  };
}

/** That event as a row of the resource. */
export function changeRow(resourceId: string, changes: Record<string, unknown> = {}): ChangeRow {
  return normaliseAuditEvent(auditEvent(changes), {
    resourceId,
    sourceId: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10",
    receivedAtMs: Date.parse("2026-03-04T09:16:00Z"),
    period: "2026-03-04",
    retentionDays: 3000,
  });
}

/** Rows as they go into the store. */
export function blockOf(rows: readonly ChangeRow[]): ChangeBlock {
  const block = new ChangeBlock();
  for (const row of rows) block.add(row);
  return block;
}

/** The three sources of a test's own resource, each telling of changes of one app. */
export interface ToldResource extends Provisioned {
  appId: string;
  appName: string;
}

/** A resource whose drain's app is known, subscribed to webhooks. */
export async function makeToldResource(service: TestService): Promise<ToldResource> {
  const resource = await provisionResource(service);
  const app = { app_id: randomUUID(), app_name: `quay-${randomUUID().slice(0, 8)}` };
  await service.services.stores.pg("attachments").where({ resource_id: resource.resourceId }).update(app);
  await subscribe(service, resource.resourceId);
  return { ...resource, appId: app.app_id, appName: app.app_name };
}

/** A line of Heroku's API in the app's log. */
export async function tellByDrain(service: TestService, resource: ToldResource, text: string, at: Date): Promise<void> {
  const response = await postFrame(
    service,
    resource.drainToken,
    frameOf([syslogLine(text, { at, app: "app", process: "api" })]),
  );
  if (response.status !== 204) throw new Error(`drain answered ${response.status}`);
}

/** A webhook event about the app. */
export async function tellByWebhook(
  service: TestService,
  resource: ToldResource,
  event: { resource: string; action: string; data: Record<string, unknown> },
  at: Date,
): Promise<void> {
  const app = { id: resource.appId, name: resource.appName };
  const times = { created_at: at.toISOString(), published_at: new Date(at.getTime() + 400).toISOString() };
  const answer = await deliver(
    service,
    `/${resource.resourceId}`,
    webhookEvent({ ...event, ...times, data: { app, ...event.data } }),
  );
  if (!answer.ok) throw new Error(`webhook answered ${answer.status}`);
}

/** An event of the audit trail about the app, as a poll of the day stores it. */
export async function tellByAudit(
  service: TestService,
  resource: ToldResource,
  event: Record<string, unknown>,
  at: Date,
): Promise<void> {
  const app = { id: resource.appId, name: resource.appName };
  const row = normaliseAuditEvent(auditEvent({ app, created_at: at.toISOString(), ...event }), {
    resourceId: resource.resourceId,
    sourceId: randomUUID(),
    receivedAtMs: Date.now(),
    period: at.toISOString().slice(0, 10),
    retentionDays: 400,
  });
  await storeChanges(service.services, [row]);
}

/** The resource's changes, newest first, once there are as many as expected. */
export function changesOf(
  service: TestService,
  { apiToken }: Provisioned,
  expected: (answer: ChangesAnswer) => boolean,
  query: Record<string, string> = {},
): Promise<ChangesAnswer> {
  let seen: ChangesAnswer | null = null;
  return eventually(async () => {
    const { status, body } = await apiGet<ChangesAnswer>(service, apiToken, `/changes?${new URLSearchParams(query)}`);
    if (status !== 200) throw new Error(`changes answered ${status}`);
    seen = body;
    return expected(body) ? body : null;
  }).catch((error: Error) => {
    throw new Error(
      `${error.message}; last seen ${JSON.stringify(seen?.data.map((each) => [each.sentence, each.sources]))}`,
    );
  });
}
