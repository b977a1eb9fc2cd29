import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { AuditJob } from "../../../../app/contract/audit.ts";
import { runAuditJob } from "../../../../app/domain/audit/run-audit-job.ts";
import { pruneControlPlane } from "../../../../app/domain/ledger/prune-control-plane.ts";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, happen, type OptedIn, optIn, sourceOf, startAuditWorld } from "../../../support/audit.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.sandbox.behave());

const request = (one: OptedIn, kind: "validate" | "poll") =>
  callApi<AuditJob>(world.service, { token: one.adminToken }, "POST", `/audit/sources/${one.source.sourceId}/${kind}`);
const readJob = async (one: OptedIn, id: string) =>
  (await callApi<AuditJob>(world.service, { token: one.apiToken }, "GET", `/audit/jobs/${id}`)).body;
/** Asks for the work, does it as a worker would, and reads what came of it. */
async function done(one: OptedIn, kind: "validate" | "poll"): Promise<AuditJob> {
  const { body } = await request(one, kind);
  await runAuditJob(world.service.services, { resourceId: one.resourceId, auditJobId: body.id });
  return readJob(one, body.id);
}

it("answers with the job, which is listed with the source until it has ended", async () => {
  const one = await optIn(world);
  const { status, body } = await request(one, "poll");
  expect(status).toBe(202);
  expect(body).toEqual({
    id: expect.any(String),
    source_id: one.source.sourceId,
    kind: "poll",
    status: "queued",
    progress: 0,
    result: {},
    error: null,
    created_at: world.clock.now().toISOString(),
    finished_at: null,
  });
  expect((await sourceOf(world, one)).jobs).toEqual([body]);
  await runAuditJob(world.service.services, { resourceId: one.resourceId, auditJobId: body.id });
  expect((await sourceOf(world, one)).jobs).toEqual([]);
});

it("poll: says how many events were new", async () => {
  const one = await optIn(world);
  happen(world, one.account);
  expect(await done(one, "poll")).toMatchObject({
    status: "done",
    progress: 100,
    result: { events: 1 },
    error: null,
    finished_at: world.clock.now().toISOString(),
  });
});

it("poll: fails with Heroku's reason and advice", async () => {
  const one = await optIn(world);
  world.sandbox.revoke(one.account.token);
  expect(await done(one, "poll")).toMatchObject({
    status: "failed",
    error: { code: "audit.token_refused", advice: expect.stringMatching(/new one/) },
  });
});

it("validate: fails with the code that adding would have, and works again when Heroku lets us", async () => {
  const one = await optIn(world);
  world.sandbox.misbehave({ kind: "answer", route: "GET /enterprise-accounts/:id/events", status: 403, times: 2 });
  await done(one, "poll");
  expect((await sourceOf(world, one)).status).toBe("revoked");
  expect(await done(one, "validate")).toMatchObject({ status: "failed", error: { code: "audit.events_refused" } });
  expect((await sourceOf(world, one)).status).toBe("revoked");
  happen(world, one.account);
  expect(await done(one, "validate")).toMatchObject({ status: "done", result: { events: 1 } });
  expect(await sourceOf(world, one)).toMatchObject({ status: "active", error: null });
});

it("validate does not resume what the customer paused", async () => {
  const one = await optIn(world);
  const path = `/audit/sources/${one.source.sourceId}`;
  await callApi(world.service, { token: one.adminToken }, "PATCH", path, { body: { status: "paused" } });
  expect((await done(one, "validate")).status).toBe("done");
  expect((await sourceOf(world, one)).status).toBe("paused");
});

it("a job is done once, also when its queue delivers it twice", async () => {
  const one = await optIn(world);
  const { id } = await done(one, "poll");
  happen(world, one.account);
  await runAuditJob(world.service.services, { resourceId: one.resourceId, auditJobId: id });
  expect((await readJob(one, id)).result).toEqual({ events: 0 });
});

it("is kept a week", async () => {
  const one = await optIn(world);
  const { id } = await done(one, "poll");
  world.clock.advance(7 * 86_400_000 - 1_000);
  await pruneControlPlane(world.service.services);
  expect((await readJob(one, id)).id).toBe(id);
  world.clock.advance(2_000);
  await pruneControlPlane(world.service.services);
  const { status } = await callApi(world.service, { token: one.adminToken }, "GET", `/audit/jobs/${id}`);
  expect(status).toBe(404);
});
