import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /heroku/resources answers 410", () => {
  it("to a uuid that was deprovisioned, and revives nothing: no token, no drain, no grant", async () => {
    const body = provisionBody({ oauth_grant: { code: "a-late-grant" } });
    await partnerCall(service, "POST", "", body);
    await partnerCall(service, "DELETE", `/${body.uuid}`);
    const response = await partnerCall(service, "POST", "", { ...body, log_drain_token: "d.another-token" });
    expect(response.status).toBe(410);
    for (const other of [{ plan: "no-such-plan" }, { options: { colour: "red" } }])
      expect((await partnerCall(service, "POST", "", { ...body, ...other })).status).toBe(410);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("removed") });
    const { pg } = service.services.stores;
    expect(await pg("resources").where({ id: body.uuid }).first()).toMatchObject({
      state: "deprovisioned",
      api_token_sealed: null,
    });
    expect(await pg("attachments").where({ resource_id: body.uuid }).whereNull("removed_at")).toEqual([]);
    expect(await pg("api_tokens").where({ resource_id: body.uuid }).whereNull("revoked_at")).toEqual([]);
    expect(await pg("credentials").where({ resource_id: body.uuid })).toEqual([]);
  });
});
