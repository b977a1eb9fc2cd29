import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerAnswer } from "../../../../app/contract/api.ts";
import { createTestClock } from "../../../support/clock.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

const clock = createTestClock(new Date("2026-03-04T09:40:00Z"));
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const ledger = async (apiToken: string, query = "") =>
  (await apiGet<LedgerAnswer>(service, apiToken, `/ledger${query}`)).body.data;

const row = (resourceId: string, hour: string, received: number) => ({
  resource_id: resourceId,
  hour: new Date(hour),
  frames: 1,
  received,
  stored: received,
});

describe("GET /api/v1/ledger answers 200", () => {
  it("with nothing for a resource that received nothing", async () => {
    const { apiToken } = await provisionResource(service);
    expect(await ledger(apiToken)).toEqual([]);
  });

  it("hour by hour, every count a number, the hour of `from` whole", async () => {
    const { apiToken, resourceId } = await provisionResource(service);
    const { pg } = service.services.stores;
    await pg("ledger_hours").insert([
      row(resourceId, "2026-03-04T07:00:00Z", 1),
      row(resourceId, "2026-03-04T08:00:00Z", 2),
      {
        ...row(resourceId, "2026-03-04T09:00:00Z", 6),
        stored: 2,
        shed: 2,
        excluded: 1,
        rejected: 2,
        rejected_by: { framing: 2 },
      },
    ]);
    expect(await ledger(apiToken, "?from=-999999w")).toHaveLength(3);
    expect(await ledger(apiToken, "?from=-90m")).toEqual([
      expect.objectContaining({ hour: "2026-03-04T08:00:00.000Z", received: 2, stored: 2 }),
      {
        hour: "2026-03-04T09:00:00.000Z",
        frames: 1,
        received: 6,
        stored: 2,
        shed: 2,
        excluded: 1,
        rejected: 2,
        rejected_by: { framing: 2 },
        duplicates: 0,
        quarantined: 0,
        expired: 0,
        upstream_dropped: 0,
      },
    ]);
  });

  it("with nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await service.services.stores.pg("ledger_hours").insert(row(theirs.resourceId, "2026-03-04T09:00:00Z", 3));
    expect(await ledger(mine.apiToken)).toEqual([]);
    expect(await ledger(theirs.apiToken)).toHaveLength(1);
  });
});
