import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, optIn, startAuditWorld } from "../../../support/audit.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());

it("an ended source takes no change and no work; a paused one no poll", async () => {
  const one = await optIn(world);
  const caller = { token: one.adminToken };
  const path = `/audit/sources/${one.source.sourceId}`;
  await callApi(world.service, caller, "PATCH", path, { body: { status: "paused" } });
  const paused = await callApi(world.service, caller, "POST", `${path}/poll`);
  expect([paused.status, paused.body.code]).toEqual([409, "audit.not_active"]);
  expect(paused.body.detail).toMatch(/paused/);
  await callApi(world.service, caller, "DELETE", path);
  for (const [method, rest, body] of [
    ["PATCH", "", { status: "active" }],
    ["POST", "/poll", undefined],
    ["POST", "/validate", undefined],
  ] as const) {
    const answer = await callApi(world.service, caller, method, path + rest, body ? { body } : {});
    expect([answer.status, answer.body.code]).toEqual([409, "audit.not_active"]);
    expect(answer.body.detail).toMatch(/ended/);
  }
});
