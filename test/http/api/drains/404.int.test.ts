import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { makeManualDrain, postManual, someFrame } from "../../../support/manual-drains.ts";
import { startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe.each([
  ["rotate", "POST", (id: string) => `/drains/${id}/rotate`],
  ["revoke", "DELETE", (id: string) => `/drains/${id}`],
] as const)("to %s a manual drain", (_verb, method, path) => {
  it("of another resource answers 404, to a token and to a session, and leaves it as it is", async () => {
    const mine = await makeManualDrain(service);
    const theirs = await makeManualDrain(service);
    const cookie = await signIn(service, mine.resourceId);
    for (const caller of [{ token: mine.adminToken }, { cookie }])
      expect(await callApi(service, caller, method, path(theirs.drainId))).toMatchObject({
        status: 404,
        body: { code: "drain.not_found" },
      });
    expect((await postManual(service, theirs, someFrame())).status).toBe(204);
    const row = await service.services.stores.pg("manual_drains").where({ id: theirs.drainId }).first();
    expect(row).toMatchObject({ rotated_at: null, revoked_at: null });
  });

  it("that was revoked, never was, or is no uuid answers 404", async () => {
    const { adminToken, drainId } = await makeManualDrain(service);
    expect((await callApi(service, { token: adminToken }, "DELETE", `/drains/${drainId}`)).status).toBe(204);
    for (const id of [drainId, randomUUID(), "harbor", "%00"])
      expect((await callApi(service, { token: adminToken }, method, path(id))).status).toBe(404);
  });
});

it("the list holds nothing of another resource", async () => {
  const [mine, theirs] = [await makeManualDrain(service), await makeManualDrain(service)];
  const { body } = await callApi<{ data: { id: string }[] }>(service, { token: mine.apiToken }, "GET", "/drains");
  expect(body.data.map((drain) => drain.id)).toEqual([mine.drainId]);
  expect(body.data.map((drain) => drain.id)).not.toContain(theirs.drainId);
});
