import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDoorCounts } from "../../../app/domain/ledger/door-counts.ts";
import { readBooks } from "../../support/books.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());

describe("what the door counts", () => {
  it("is booked, summed by reason, with received and rejected in balance", async () => {
    const { resourceId } = await provisionResource(service);
    const counts = createDoorCounts(service.services);
    counts.duplicate(resourceId, 3);
    counts.rejected(resourceId, "framing", 2);
    counts.rejected(resourceId, "framing", 5);
    await counts.close();
    expect(await readBooks(service, resourceId)).toMatchObject({ frames: 2, received: 7, rejected: 7, duplicates: 3 });
  });

  it("waits for Postgres instead of being lost with it", async () => {
    const { resourceId } = await provisionResource(service);
    const counts = createDoorCounts(service.services);
    await linksOf(service).postgres.cut();
    counts.duplicate(resourceId, 1);
    await counts.flush();
    counts.duplicate(resourceId, 2);
    await linksOf(service).postgres.mend();
    await counts.close();
    expect(await readBooks(service, resourceId)).toMatchObject({ duplicates: 3 });
  });
});
