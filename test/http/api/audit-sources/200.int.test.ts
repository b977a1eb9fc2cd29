import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditSource, AuditSourcesAnswer } from "../../../../app/contract/audit.ts";
import { pollSource } from "../../../../app/domain/audit/poll-source.ts";
import { callApi } from "../../../support/api.ts";
import {
  type AuditWorld,
  makeEnterprise,
  type OptedIn,
  optIn,
  sourceOf,
  startAuditWorld,
} from "../../../support/audit.ts";
import { provisionResource } from "../../../support/service.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());

const patch = (one: OptedIn, body: object) =>
  callApi<AuditSource>(world.service, { token: one.adminToken }, "PATCH", `/audit/sources/${one.source.sourceId}`, {
    body,
  });

it("lists the resource's sources to whoever may read, and says what this service and plan can do", async () => {
  const one = await optIn(world);
  const { status, body } = await callApi<AuditSourcesAnswer>(
    world.service,
    { token: one.apiToken },
    "GET",
    "/audit/sources",
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    data: [{ ...one.answer, next_poll_at: expect.any(String) }],
    is_in_plan: true,
    can_connect: true,
  });
  expect(JSON.stringify(body)).not.toContain(one.account.token);
});

it("lists nothing of another resource's, and says that a smaller plan has none", async () => {
  await optIn(world);
  const { apiToken } = await provisionResource(world.service);
  const { body } = await callApi<AuditSourcesAnswer>(world.service, { token: apiToken }, "GET", "/audit/sources");
  expect(body).toEqual({ data: [], is_in_plan: false, can_connect: true });
});

it("pauses: nothing is polled; and resumes at once", async () => {
  const one = await optIn(world);
  expect((await patch(one, { status: "paused" })).body).toMatchObject({ status: "paused", next_poll_at: null });
  expect(await pollSource(world.service.services, one.source)).toEqual({ kind: "stopped" });
  const { status, body } = await patch(one, { status: "active" });
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "active", next_poll_at: world.clock.now().toISOString() });
});

it("takes another credential for a source that Heroku refuses, and goes on", async () => {
  const one = await optIn(world);
  world.sandbox.revoke(one.account.token);
  await pollSource(world.service.services, one.source);
  expect((await sourceOf(world, one)).status).toBe("revoked");
  const { accessToken } = world.sandbox.authorize(one.account.manager);
  const { body } = await patch(one, { api_token: accessToken });
  expect(body).toMatchObject({ status: "active", error: null });
  expect(body.credential.fingerprint).not.toBe(one.answer.credential.fingerprint);
  expect(await pollSource(world.service.services, one.source)).toMatchObject({ kind: "done" });
});

it("keeps a paused source paused when it gets another credential", async () => {
  const one = await optIn(world);
  await patch(one, { status: "paused" });
  const { accessToken } = world.sandbox.authorize(one.account.manager);
  expect((await patch(one, { api_token: accessToken })).body.status).toBe("paused");
});

it("pauses with advice when the plan loses the audit trail, and goes on by itself with the plan", async () => {
  const one = await optIn(world);
  const byHand = await makeEnterprise(world);
  expect(byHand.resourceId).not.toBe(one.resourceId);
  const changePlan = (plan: string) =>
    fetch(`${world.service.url}/heroku/resources/${one.resourceId}`, {
      method: "PUT",
      headers: {
        authorization: `Basic ${Buffer.from("draintrail:pw-for-tests").toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ plan }),
    });
  expect((await changePlan("standard")).status).toBe(200);
  expect(await sourceOf(world, one)).toMatchObject({
    status: "paused",
    next_poll_at: null,
    error: { code: "audit.plan", advice: expect.stringMatching(/plan/) },
  });
  expect(await pollSource(world.service.services, one.source)).toEqual({ kind: "stopped" });
  expect((await changePlan("enterprise")).status).toBe(200);
  expect(await sourceOf(world, one)).toMatchObject({ status: "active", error: null });
});
