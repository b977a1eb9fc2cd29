import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("PUT /heroku/resources/:uuid answers 200", () => {
  it("and the resource is on the new plan from now on", async () => {
    const { resourceId, apiToken } = await provisionResource(service, { plan: "basic" });
    const response = await partnerCall(service, "PUT", `/${resourceId}`, { plan: "premium" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("Premium") });
    const { body } = await apiGet(service, apiToken, "/resource");
    expect(body).toMatchObject({ plan: { id: "premium", retention_days: 30 } });
  });

  it("to the plan it is on already, and changes nothing", async () => {
    const { resourceId } = await provisionResource(service, { plan: "basic" });
    const row = () => service.services.stores.pg("resources").where({ id: resourceId }).first();
    const before = await row();
    const response = await partnerCall(service, "PUT", `/${resourceId}`, { plan: "basic" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("Basic") });
    expect(await row()).toEqual(before);
  });

  it("to a body with further members, as kensa sends them", async () => {
    const { resourceId } = await provisionResource(service, { plan: "basic" });
    const body = { plan: "test", heroku_id: "app1@heroku.com", uuid: resourceId };
    expect((await partnerCall(service, "PUT", `/${resourceId}`, body)).status).toBe(200);
  });

  it("and lines that arrive afterwards are kept as long as the new plan says, those before as the old one said", async () => {
    const { resourceId, drainToken } = await provisionResource(service, { plan: "test" });
    await postFrame(service, drainToken, frameOf([syslogLine("before")]));
    await partnerCall(service, "PUT", `/${resourceId}`, { plan: "standard" });
    await postFrame(service, drainToken, frameOf([syslogLine("after")]));
    const rows = await eventually(async () => {
      const found = await service.services.stores.clickhouse.query<{ message: string; retention_days: number }>(
        "SELECT message, retention_days FROM log_lines WHERE resource_id = {r:UUID} ORDER BY received_at",
        { r: resourceId },
      );
      return found.length === 2 ? found : null;
    });
    expect(rows).toEqual([
      { message: "before", retention_days: 3 },
      { message: "after", retention_days: 14 },
    ]);
  });
});
