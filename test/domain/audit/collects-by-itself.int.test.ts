import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditJob } from "../../../app/contract/audit.ts";
import type { ChangesAnswer } from "../../../app/contract/change.ts";
import { purgeResource } from "../../../app/domain/resources/purge-resource.ts";
import { callApi } from "../../support/api.ts";
import {
  type AuditWorld,
  eventCalls,
  happen,
  optIn,
  sourceOf,
  startAuditWorld,
  storedEventIds,
} from "../../support/audit.ts";
import { apiGet, eventually, partnerCall } from "../../support/service.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld({ hasWorkers: true });
});
afterAll(() => world.stop());

it("from opting in on: an event shows among the changes, and nothing is asked any more after removal", async () => {
  const one = await optIn(world);
  const { id } = happen(world, one.account);
  const seen = (wanted: string) =>
    eventually(async () => {
      world.clock.set(new Date());
      const { body } = await apiGet<ChangesAnswer>(world.service, one.apiToken, "/changes?from=-1d");
      return body.data.some((change) => change.herokuId === wanted);
    });
  await seen(id);
  await seen(happen(world, one.account).id); // by a later turn
  await callApi(world.service, { token: one.adminToken }, "DELETE", `/audit/sources/${one.source.sourceId}?keep=false`);
  await eventually(async () => (await storedEventIds(world, one.resourceId)).length === 0);
  const asked = eventCalls(world, one.account);
  world.clock.advance(60_000);
  const other = await optIn(world); // its poll shows that the turns go on
  await eventually(async () => (await sourceOf(world, other)).last_polled_at !== null);
  expect(eventCalls(world, one.account)).toBe(asked);
});

it("does a job that was asked for", async () => {
  const one = await optIn(world);
  const path = `/audit/sources/${one.source.sourceId}/validate`;
  const { body } = await callApi<AuditJob>(world.service, { token: one.adminToken }, "POST", path);
  const job = await eventually(async () => {
    const answer = await callApi<AuditJob>(world.service, { token: one.adminToken }, "GET", `/audit/jobs/${body.id}`);
    return answer.body.status === "done" ? answer.body : null;
  });
  expect(job.result).toEqual({ events: 0 });
});

it("ends with the add-on: the credential at once, the rows with the purge", async () => {
  const one = await optIn(world);
  await callApi(world.service, { token: one.adminToken }, "POST", `/audit/sources/${one.source.sourceId}/poll`);
  const { pg } = world.service.services.stores;
  await partnerCall(world.service, "DELETE", `/${one.resourceId}`);
  const rows = await pg("audit_sources").where({ resource_id: one.resourceId });
  for (const row of rows) expect(row).toMatchObject({ status: "ended", access_token_sealed: null, next_poll_at: null });
  await purgeResource(world.service.services, { resourceId: one.resourceId });
  for (const table of ["audit_sources", "audit_jobs", "audit_connections"])
    expect(await pg(table).where({ resource_id: one.resourceId })).toEqual([]);
});
