import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pruneControlPlane } from "../../../app/domain/ledger/prune-control-plane.ts";
import * as ledger from "../../../app/stores/postgres/ledger.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

const DAY_MS = 86_400_000;

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
