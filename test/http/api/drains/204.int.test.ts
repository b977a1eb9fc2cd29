import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManualDrainRotatedAnswer, ManualDrainsAnswer } from "../../../../app/contract/api.ts";
import { callApi } from "../../../support/api.ts";
import { makeManualDrain, postManual, secretOf, someFrame } from "../../../support/manual-drains.ts";
import { partnerCall, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("DELETE /api/v1/drains/:id answers 204", () => {
  it("and the drain is refused from the next frame on, its previous secret too", async () => {
    const drain = await makeManualDrain(service);
    const cookie = await signIn(service, drain.resourceId);
    const { body } = await callApi<ManualDrainRotatedAnswer>(
      service,
      { cookie },
      "POST",
      `/drains/${drain.drainId}/rotate`,
    );
    const renewed = { drainId: drain.drainId, secret: secretOf(body) };
    expect((await postManual(service, renewed, someFrame())).status).toBe(204);
    const revoked = await callApi(service, { cookie }, "DELETE", `/drains/${drain.drainId}`);
    expect(revoked).toMatchObject({ status: 204, body: null });
    expect((await postManual(service, renewed, someFrame())).status).toBe(401);
    expect((await postManual(service, drain, someFrame())).status).toBe(401);
    const list = await callApi<ManualDrainsAnswer>(service, { cookie }, "GET", "/drains");
    expect(list.body.data[0]?.revoked_at).not.toBeNull();
  });

  it("and deprovisioning the add-on revokes every drain it had", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    expect((await partnerCall(service, "DELETE", `/${drain.resourceId}`)).status).toBe(204);
    const refused = await postManual(service, drain, someFrame());
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "drain.bad_credentials" });
    const rows = await service.services.stores.pg("manual_drains").where({ resource_id: drain.resourceId });
    expect(rows.map((row) => row.revoked_at !== null)).toEqual([true]);
  });
});
