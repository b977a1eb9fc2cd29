import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOURS_KEPT_MS, pruneControlPlane } from "../../../app/domain/ledger/prune-control-plane.ts";
import { getPlan, planIds } from "../../../app/domain/resources/plans.ts";
import * as ledger from "../../../app/stores/postgres/ledger.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let service: TestService;
let offsetMs = 0;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock: { now: () => new Date(Date.now() + offsetMs) } });
});
afterAll(() => service.stop());

async function pruneAfter(ms: number): Promise<void> {
  offsetMs = ms;
  await pruneControlPlane(service.services);
}

it("remembers which batches were booked for as long as one could be replayed", async () => {
  const { pg } = service.services.stores;
  const token = randomUUID();
  const isNew = () => pg.transaction((tx) => ledger.claimBatch(tx, token));
  expect(await isNew()).toBe(true);
  await pruneAfter(DAY_MS);
  expect(await isNew()).toBe(false);
  await pruneAfter(3 * DAY_MS);
  expect(await isNew()).toBe(true);
});

it("forgets webhook events that are changes by now a month later, and never one that still waits", async () => {
  const { pg } = service.services.stores;
  const { resourceId } = await provisionResource(service);
  const event = (id: string, values: object) => ({
    event_id: id,
    resource_id: resourceId,
    entity: "release",
    action: "create",
    occurred_at: new Date(),
    payload: "{}",
    ...values,
  });
  await pg("webhook_events").insert([
    event(randomUUID(), { applied_at: new Date(), is_recorded: true, sequence: "1" }),
    event(randomUUID(), { applied_at: null, is_recorded: true, sequence: "2" }),
    event(randomUUID(), { applied_at: new Date(), is_recorded: false, sequence: "3" }),
  ]);
  const kept = () => pg("webhook_events").where({ resource_id: resourceId }).orderBy("sequence").pluck("sequence");
  await pruneAfter(20 * DAY_MS);
  expect(await kept()).toEqual(["1", "2", "3"]);
  await pruneAfter(31 * DAY_MS);
  expect(await kept()).toEqual(["2", "3"]);
});

it("keeps the books for 400 days and no longer, however many hours are to go at once", async () => {
  const { pg } = service.services.stores;
  const [old, young] = [await provisionResource(service), await provisionResource(service)];
  const first = ledger.startOfHour(new Date());
  const hours = ({ resourceId }: { resourceId: string }, fromMs: number, count: number) =>
    Array.from({ length: count }, (_, i) => ledger.emptyEntry(resourceId, new Date(fromMs + i * HOUR_MS)));
  await ledger.add(pg, [...hours(old, first.getTime(), 2_500), ...hours(young, first.getTime() + 200 * DAY_MS, 3)]);
  const kept = async ({ resourceId }: { resourceId: string }) =>
    (await ledger.list(pg, resourceId, first, new Date(first.getTime() + 400 * DAY_MS))).length;
  await pruneAfter(399 * DAY_MS);
  expect([await kept(old), await kept(young)]).toEqual([2_500, 3]);
  await pruneAfter(first.getTime() - Date.now() + 400 * DAY_MS + 2_399.5 * HOUR_MS);
  expect([await kept(old), await kept(young)]).toEqual([100, 3]);
});

it("keeps the books of every line that can still be found", () => {
  const longest = Math.max(...planIds.map((id) => getPlan(id).retentionDays));
  expect(HOURS_KEPT_MS).toBeGreaterThan(longest * DAY_MS);
});
