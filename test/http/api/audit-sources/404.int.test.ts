import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditJob } from "../../../../app/contract/audit.ts";
import { callApi } from "../../../support/api.ts";
import {
  type AuditWorld,
  makeEnterprise,
  type OptedIn,
  optIn,
  sourceOf,
  startAuditWorld,
} from "../../../support/audit.ts";

let world: AuditWorld;
let one: OptedIn;
let otherToken: string;
beforeAll(async () => {
  world = await startAuditWorld();
  one = await optIn(world);
  otherToken = (await makeEnterprise(world)).adminToken;
});
afterAll(() => world.stop());

describe("a source", () => {
  const CALLS = [
    ["PATCH", "", { status: "paused" }],
    ["DELETE", "", undefined],
    ["DELETE", "?keep=false", undefined],
    ["POST", "/validate", undefined],
    ["POST", "/poll", undefined],
  ] as const;
  it.each(CALLS)(
    "%s %s: another resource's, an unknown and a malformed id are all not found",
    async (method, rest, body) => {
      for (const id of [one.source.sourceId, randomUUID(), "no-uuid"]) {
        const answer = await callApi(world.service, { token: otherToken }, method, `/audit/sources/${id}${rest}`, {
          ...(body ? { body } : {}),
        });
        expect([answer.status, answer.body.code]).toEqual([404, "audit.source_not_found"]);
      }
      expect((await sourceOf(world, one)).status).toBe("active");
    },
  );
});

it("a job of another resource's, an unknown and a malformed id are all not found", async () => {
  const path = `/audit/sources/${one.source.sourceId}/poll`;
  const { body: job } = await callApi<AuditJob>(world.service, { token: one.adminToken }, "POST", path);
  for (const id of [job.id, randomUUID(), "no-uuid"]) {
    const { status, body } = await callApi(world.service, { token: otherToken }, "GET", `/audit/jobs/${id}`);
    expect([status, body.code]).toEqual([404, "audit.job_not_found"]);
  }
});

it("a connection nobody made", async () => {
  const caller = { token: one.adminToken };
  const id = randomUUID();
  const listed = await callApi(world.service, caller, "GET", `/audit/accounts?connection=${id}`);
  expect([listed.status, listed.body.code]).toEqual([404, "audit.connection_not_found"]);
  const added = await callApi(world.service, caller, "POST", "/audit/sources", {
    body: { enterprise_account: "harbor", connection_id: id },
  });
  expect([added.status, added.body.code]).toEqual([404, "audit.connection_not_found"]);
});
