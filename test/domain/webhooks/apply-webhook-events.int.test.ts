import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyWebhookEvents } from "../../../app/domain/webhooks/apply-webhook-events.ts";
import * as resources from "../../../app/stores/postgres/resources.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";
import { deliver, subscribe, webhookEvent } from "../../support/webhooks.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function resourceWithApp() {
  const { resourceId } = await provisionResource(service);
  await subscribe(service, resourceId);
  const appId = randomUUID();
  const names = { name: "draintrail-round-1", app_id: appId, app_name: "first-name" };
  await resources.setNames(service.services.stores.pg, resourceId, names);
  const renamed = (name: string, sequence: number) =>
    webhookEvent({ resource: "app", action: "update", data: { id: appId, name }, sequence });
  const appName = async () => (await resources.find(service.services.stores.pg, resourceId))?.app_name;
  return { resourceId, renamed, appName };
}

describe("events of one resource", () => {
  it("are applied in Heroku's order, whatever order they arrived in", async () => {
    const { resourceId, renamed, appName } = await resourceWithApp();
    await deliver(service, `/${resourceId}`, renamed("newest-name", 12));
    await deliver(service, `/${resourceId}`, renamed("middle-name", 11));
    await applyWebhookEvents(service.services, { resourceId });
    expect(await appName()).toBe("newest-name");
  });

  it("are applied once, also by two workers at the same time", async () => {
    const { resourceId, renamed, appName } = await resourceWithApp();
    await deliver(service, `/${resourceId}`, renamed("second-name", 1));
    await Promise.all([1, 2].map(() => applyWebhookEvents(service.services, { resourceId })));
    expect(await appName()).toBe("second-name");
    const waiting = await service.services.stores
      .pg("webhook_events")
      .where({ resource_id: resourceId })
      .whereNull("applied_at");
    expect(waiting).toEqual([]);
  });

  it("leave another resource's names alone", async () => {
    const [mine, other] = [await resourceWithApp(), await resourceWithApp()];
    await deliver(service, `/${mine.resourceId}`, other.renamed("stolen-name", 1));
    await applyWebhookEvents(service.services, { resourceId: mine.resourceId });
    expect([await mine.appName(), await other.appName()]).toEqual(["first-name", "first-name"]);
  });
});
