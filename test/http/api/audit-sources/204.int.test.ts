import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditSourcesAnswer } from "../../../../app/contract/audit.ts";
import { pollSource } from "../../../../app/domain/audit/poll-source.ts";
import { purgeSource } from "../../../../app/domain/audit/purge-source.ts";
import { callApi } from "../../../support/api.ts";
import {
  type AuditWorld,
  happen,
  type OptedIn,
  optIn,
  sourceOf,
  startAuditWorld,
  storedEventIds,
} from "../../../support/audit.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());

async function polled(): Promise<OptedIn & { eventId: string }> {
  const one = await optIn(world);
  const { id } = happen(world, one.account);
  await pollSource(world.service.services, one.source);
  return { ...one, eventId: id };
}
const remove = (one: OptedIn, query = "") =>
  callApi(world.service, { token: one.adminToken }, "DELETE", `/audit/sources/${one.source.sourceId}${query}`);
const rowOf = (one: OptedIn) =>
  world.service.services.stores.pg("audit_sources").where({ id: one.source.sourceId }).first();

it("keeps, unless told otherwise: ended, without credential or polls, its events still there", async () => {
  const one = await polled();
  const { status, body } = await remove(one);
  expect([status, body]).toEqual([204, null]);
  expect(await sourceOf(world, one)).toMatchObject({
    status: "ended",
    next_poll_at: null,
    lag_seconds: null,
    credential: { kind: null, fingerprint: null },
  });
  expect(await rowOf(one)).toMatchObject({ access_token_sealed: null, refresh_token_sealed: null });
  expect(await storedEventIds(world, one.resourceId)).toEqual([one.eventId]);
  expect((await remove(one)).status).toBe(204);
});

it("keep=false: is gone from the list at once, and its events with it; another source's stay", async () => {
  const one = await polled();
  const other = await polled();
  expect((await remove(one, "?keep=false")).status).toBe(204);
  const { body } = await callApi<AuditSourcesAnswer>(world.service, { token: one.adminToken }, "GET", "/audit/sources");
  expect(body.data).toEqual([]);
  expect(await rowOf(one)).toMatchObject({ access_token_sealed: null });
  await purgeSource(world.service.services, one.source);
  expect(await storedEventIds(world, one.resourceId)).toEqual([]);
  expect(await rowOf(one)).toBeUndefined();
  expect(await storedEventIds(world, other.resourceId)).toEqual([other.eventId]);
  await purgeSource(world.service.services, one.source); // repeatable
});

it("keep=false waits for a poll that is under way, for it may still store something", async () => {
  const one = await optIn(world);
  happen(world, one.account);
  world.sandbox.misbehave({ kind: "slow", route: "GET /enterprise-accounts/:id/events", delayMs: 300, times: 1 });
  const polling = pollSource(world.service.services, one.source);
  await expect.poll(async () => (await rowOf(one)).poll_lease).not.toBeNull();
  await remove(one, "?keep=false");
  await expect(purgeSource(world.service.services, one.source)).rejects.toThrow("under way");
  await polling;
  await purgeSource(world.service.services, one.source);
  expect(await storedEventIds(world, one.resourceId)).toEqual([]);
});

it("an ended source that was kept can still be removed with its events", async () => {
  const one = await polled();
  await remove(one);
  expect((await remove(one, "?keep=false")).status).toBe(204);
  await purgeSource(world.service.services, one.source);
  expect(await storedEventIds(world, one.resourceId)).toEqual([]);
});
