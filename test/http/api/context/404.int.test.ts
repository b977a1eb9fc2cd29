import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syslogLine } from "../../../support/frames.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("GET /api/v1/logs/:id/context answers 404", () => {
  it("to another resource's line: it does not exist for who asks", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    const [line] = await storeLines(service, theirs, [syslogLine("theirs")]);
    expect((await apiGet(service, theirs.apiToken, `/logs/${line?.id}/context`)).status).toBe(200);
    const { status, body } = await apiGet(service, mine.apiToken, `/logs/${line?.id}/context`);
    expect({ status, body }).toMatchObject({ status: 404, body: { code: "line.not_found" } });
  });

  it.each(["1-1-1-1", "nonsense", "zzzzzzzzzzz-zzzzzzzzzzz-zzzzzzz-zzzzzzz", "%20"])("to the id %s", async (id) => {
    const { apiToken } = await provisionResource(service);
    expect((await apiGet(service, apiToken, `/logs/${id}/context`)).status).toBe(404);
  });
});
