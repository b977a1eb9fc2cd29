import { afterAll, beforeAll, expect, it } from "vitest";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { changeRow } from "../../../support/changes.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let mine: Provisioned;
let theirs: Provisioned;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
  // The very same event: one enterprise account may be read by two add-ons.
  const event = { id: "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11", created_at: new Date(Date.now() - 60_000).toISOString() };
  await storeChanges(service.services, [changeRow(theirs.resourceId, event)]);
});
afterAll(() => service.stop());

const ID = "a-7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
const text = async (path: string, { apiToken }: Provisioned) =>
  (await fetch(`${service.url}/api/v1${path}`, { headers: { authorization: `Bearer ${apiToken}` } })).text();

it.each([
  "/changes",
  `/changes?query=id:${ID}`,
  "/changes/histogram",
  "/changes/around",
  "/changes/export",
  "/logs/histogram",
])("%s shows nothing of another resource", async (path) => {
  expect(await text(path, theirs)).toMatch(/config_change|dana/);
  expect(await text(path, mine)).not.toMatch(/config_change|dana/);
});

it("another resource's change answers 404", async () => {
  expect((await apiGet(service, theirs.apiToken, `/changes/${ID}`)).status).toBe(200);
  expect(await apiGet(service, mine.apiToken, `/changes/${ID}`)).toMatchObject({
    status: 404,
    body: { code: "change.not_found" },
  });
});

it("a cursor of another resource's change leads to nothing of it", async () => {
  const cursor = `${(Date.now() + 1_000).toString(36)}.${ID}`;
  expect(await text(`/changes?cursor=${cursor}`, mine)).not.toContain("dana");
});
