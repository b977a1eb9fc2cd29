import { afterAll, beforeAll, expect, it } from "vitest";
import type { HistogramAnswer } from "../../../../app/contract/api.ts";
import { makeToldResource, tellByAudit } from "../../../support/changes.ts";
import { apiGet, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function marksOf(apiToken: string): Promise<(string | null)[]> {
  const { body } = await apiGet<HistogramAnswer>(service, apiToken, "/logs/histogram?from=-1h");
  return body.changes.map((mark) => mark.app?.name ?? null);
}

it("marks on the chart are of the apps whose logs come here and of no app, not of the account's other apps", async () => {
  const resource = await makeToldResource(service);
  const own = { id: resource.appId, name: resource.appName };
  await tellByAudit(service, resource, { app: own }, minutesAgo(4));
  await tellByAudit(service, resource, { app: { id: "a2", name: "harbor-pier" } }, minutesAgo(3));
  await tellByAudit(service, resource, { app: null, type: "team", action: "update" }, minutesAgo(2));
  // The app was called otherwise once: its id tells.
  await tellByAudit(service, resource, { app: { ...own, name: "old-name" } }, minutesAgo(1));
  const marks = await marksOf(resource.apiToken);
  expect(marks).toHaveLength(3);
  expect(marks).toContain(null);
  expect(marks).not.toContain("harbor-pier");
});

it("marks are of all apps while nothing says which are the resource's own", async () => {
  const resource = await makeToldResource(service);
  await service.services.stores
    .pg("attachments")
    .where({ resource_id: resource.resourceId })
    .update({ app_id: null, app_name: null });
  await tellByAudit(service, resource, { app: { id: "a2", name: "harbor-pier" } }, minutesAgo(3));
  expect(await marksOf(resource.apiToken)).toEqual(["harbor-pier"]);
});
