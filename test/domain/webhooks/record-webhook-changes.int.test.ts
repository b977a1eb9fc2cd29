import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyWebhookEvents } from "../../../app/domain/webhooks/apply-webhook-events.ts";
import { recordWebhookChanges } from "../../../app/domain/webhooks/record-webhook-changes.ts";
import * as webhooks from "../../../app/stores/postgres/webhooks.ts";
import { breakClickHouse } from "../../support/break-clickhouse.ts";
import { changesOf, makeToldResource } from "../../support/changes.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { deliver, webhookEvent } from "../../support/webhooks.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const always = () => true;
const since = { from: "2026-03-01" };
const eventsOf = (resourceId: string) =>
  service.services.stores.pg<webhooks.WebhookEventRow>("webhook_events").where({ resource_id: resourceId });

/** Every kind of event partners may subscribe to, with the members its documentation shows. */
const KINDS: [resource: string, action: string, data: Record<string, unknown>, name: string, sentence: string][] = [
  [
    "addon",
    "create",
    { name: "redis-round-7", plan: { name: "heroku-redis:mini" } },
    "addon.create",
    "created the add-on redis-round-7 (heroku-redis:mini)",
  ],
  [
    "addon",
    "update",
    { name: "redis-round-7", plan: { name: "heroku-redis:premium-0" } },
    "addon.update",
    "changed the plan of redis-round-7 to heroku-redis:premium-0",
  ],
  [
    "addon-attachment",
    "create",
    { name: "CACHE", addon: { name: "redis-round-7" } },
    "addon.attach",
    "attached redis-round-7 as CACHE",
  ],
  [
    "addon-attachment",
    "destroy",
    { name: "CACHE", addon: { name: "redis-round-7" } },
    "addon.detach",
    "detached redis-round-7 (CACHE)",
  ],
  [
    "addon-attachment",
    "update",
    { name: "CACHE", addon: { name: "redis-round-7" } },
    "addon_attachment.update",
    "changed the attachment CACHE",
  ],
  [
    "collaborator",
    "create",
    { user: { email: "eve@example.com" } },
    "collaborator.create",
    "added eve@example.com as collaborator",
  ],
  ["domain", "destroy", { hostname: "shop.example.com" }, "domain.destroy", "removed the domain shop.example.com"],
  [
    "sni-endpoint",
    "update",
    { name: "tyrannosaurs-1" },
    "sni_endpoint.update",
    "changed the certificate tyrannosaurs-1",
  ],
  ["release", "create", { version: 12 }, "release.create", "released v12"],
  ["dyno", "polish", {}, "dyno.polish", ": dyno.polish"],
];

it.each(KINDS)("%s %s becomes a change in the audit trail's words", async (resource, action, data, name, sentence) => {
  const { resourceId, apiToken, drainToken, appId, appName } = await makeToldResource(service);
  const app = { id: appId, name: appName };
  await deliver(
    service,
    `/${resourceId}`,
    webhookEvent({ resource, action, data: { ...data, app }, previous_data: { state: "before" } }),
  );
  await recordWebhookChanges(service.services, { resourceId });
  const { data: changes } = await changesOf(service, { resourceId, apiToken, drainToken }, always, since);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    eventName: name,
    eventTime: "2026-03-04T09:15:02.000Z",
    sources: ["webhook"],
    herokuActorEmail: "dana@example.com",
    herokuAppId: appId,
    herokuAppName: appName,
    srcIP: "",
  });
  expect(changes[0]?.sentence.replace(/ (?:on|to|from) quay-\S+$/, "")).toBe(
    `dana@example.com ${sentence}`.replace(" :", ":"),
  );
  expect(JSON.parse(changes[0]?.rawLog ?? "")).toMatchObject({ resource, action, previous_data: { state: "before" } });
});

it("an app's own event names the app itself", async () => {
  const resource = await makeToldResource(service);
  const { resourceId, appId } = resource;
  await deliver(
    service,
    `/${resourceId}`,
    webhookEvent({ resource: "app", action: "update", data: { id: appId, name: "renamed" } }),
  );
  await recordWebhookChanges(service.services, { resourceId });
  const { data } = await changesOf(service, resource, always, since);
  expect(data[0]).toMatchObject({
    herokuAppId: appId,
    herokuAppName: "renamed",
    sentence: "dana@example.com changed the app renamed",
  });
});

it("while ClickHouse is away events are applied, and recorded once it is back", async () => {
  const resource = await makeToldResource(service);
  const { resourceId, appId } = resource;
  await deliver(
    service,
    `/${resourceId}`,
    webhookEvent({ resource: "app", action: "update", data: { id: appId, name: "renamed" } }),
  );
  const broken = breakClickHouse(service, "inserts");
  await expect(applyWebhookEvents(service.services, { resourceId })).rejects.toThrow("ECONNREFUSED");
  expect(await eventsOf(resourceId)).toMatchObject([{ applied_at: expect.any(Date), is_recorded: false }]);
  expect(await webhooks.resourcesWaiting(service.services.stores.pg)).toContain(resourceId);
  broken.mend();
  await applyWebhookEvents(service.services, { resourceId });
  expect(await eventsOf(resourceId)).toMatchObject([{ is_recorded: true }]);
  expect((await changesOf(service, resource, always, since)).data).toHaveLength(1);
});

it("a worker that dies between storing and noting it stores the same change again, which is one", async () => {
  const resource = await makeToldResource(service);
  const { resourceId } = resource;
  await deliver(service, `/${resourceId}`, webhookEvent({ resource: "domain", data: { hostname: randomUUID() } }));
  await recordWebhookChanges(service.services, { resourceId });
  await eventsOf(resourceId).update({ is_recorded: false });
  await recordWebhookChanges(service.services, { resourceId });
  expect((await changesOf(service, resource, always, since)).data).toHaveLength(1);
});
