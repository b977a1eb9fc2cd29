import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChangesHistogramAnswer } from "../../../../app/contract/change.ts";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { changeRow } from "../../../support/changes.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it("GET /api/v1/changes/histogram answers 200 with every change counted once, by type, empty buckets filled in", async () => {
  const { resourceId, apiToken } = await provisionResource(service);
  const row = (minute: number, changes: Record<string, unknown> = {}) =>
    changeRow(resourceId, { created_at: `2026-03-04T09:${String(minute).padStart(2, "0")}:10Z`, ...changes });
  const told = row(5);
  await storeChanges(service.services, [
    row(1),
    row(1, { type: "addon", action: "create", data: { name: "x" } }),
    told,
    { ...told, id: "d-1", tags: { source: "drain" }, eventTime: told.eventTime + 700 },
    { ...told, id: "w-1", tags: { source: "webhook" }, eventTime: told.eventTime - 700 },
    row(5, { data: { config_vars: ["OTHER"] } }),
  ]);
  const read = async (query: Record<string, string>) => {
    const search = new URLSearchParams({
      from: "2026-03-04T09:00:00Z",
      to: "2026-03-04T09:10:00Z",
      buckets: "10",
      ...query,
    });
    const { status, body } = await apiGet<ChangesHistogramAnswer>(service, apiToken, `/changes/histogram?${search}`);
    expect(status).toBe(200);
    return body;
  };
  const { data, bucket_seconds, diagnostics } = await read({});
  expect([bucket_seconds, diagnostics, data.length]).toEqual([60, [], 10]);
  expect(data.filter((each) => each.count > 0)).toEqual([
    { start: "2026-03-04T09:01:00.000Z", count: 2, by_type: { config_change: 1, addon: 1 } },
    { start: "2026-03-04T09:05:00.000Z", count: 2, by_type: { config_change: 2 } },
  ]);
  expect(data[0]).toEqual({ start: "2026-03-04T09:00:00.000Z", count: 0, by_type: {} });
  const narrowed = await read({ query: "source:webhook" });
  expect(narrowed.data.reduce((sum, each) => sum + each.count, 0)).toBe(1);
});
