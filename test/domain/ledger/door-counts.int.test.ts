import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDoorCounts } from "../../../app/domain/ledger/door-counts.ts";
import { readBooks } from "../../support/books.ts";
import { createTestClock } from "../../support/clock.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());

const hoursOf = (resourceId: string) =>
  service.services.stores.pg("ledger_hours").where({ resource_id: resourceId }).orderBy("hour");

describe("what the door counts", () => {
  it("is booked, summed by reason, with received and rejected in balance", async () => {
    const { resourceId } = await provisionResource(service);
    const counts = createDoorCounts(service.services);
    counts.duplicate(resourceId, 3);
    counts.rejected(resourceId, "framing", 2);
    counts.rejected(resourceId, "framing", 5);
    counts.rejected(resourceId, "size", 1);
    await counts.flush();
    counts.rejected(resourceId, "framing", 10);
    await counts.close();
    expect(await readBooks(service, resourceId)).toMatchObject({
      frames: 4,
      received: 18,
      rejected: 18,
      duplicates: 3,
    });
    expect((await hoursOf(resourceId)).map((hour) => hour.rejected_by)).toEqual([{ framing: 17, size: 1 }]);
  });

  it("is each resource's own, and of the hour in which it was counted", async () => {
    const [one, other] = [await provisionResource(service), await provisionResource(service)];
    const clock = createTestClock(new Date("2026-03-04T09:59:59.999Z"));
    const counts = createDoorCounts({ ...service.services, clock });
    counts.duplicate(one.resourceId, 1);
    counts.duplicate(other.resourceId, 20);
    clock.advance(1);
    counts.duplicate(one.resourceId, 300);
    await counts.close();
    const booked = async (resourceId: string) =>
      (await hoursOf(resourceId)).map(({ hour, duplicates }) => [hour.toISOString(), Number(duplicates)]);
    expect(await booked(one.resourceId)).toEqual([
      ["2026-03-04T09:00:00.000Z", 1],
      ["2026-03-04T10:00:00.000Z", 300],
    ]);
    expect(await booked(other.resourceId)).toEqual([["2026-03-04T09:00:00.000Z", 20]]);
  });

  it("waits for Postgres instead of being lost with it", async () => {
    const { resourceId } = await provisionResource(service);
    const counts = createDoorCounts(service.services);
    await linksOf(service).postgres.cut();
    counts.duplicate(resourceId, 1);
    counts.rejected(resourceId, "framing", 5);
    await counts.flush();
    counts.duplicate(resourceId, 2);
    counts.rejected(resourceId, "framing", 7);
    await linksOf(service).postgres.mend();
    await counts.close();
    expect(await readBooks(service, resourceId)).toMatchObject({
      frames: 2,
      received: 12,
      rejected: 12,
      duplicates: 3,
    });
    expect((await hoursOf(resourceId)).map((hour) => hour.rejected_by)).toEqual([{ framing: 12 }]);
  });
});
