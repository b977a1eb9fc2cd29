import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { makeManualDrain } from "../../../support/manual-drains.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("a page loaded for one resource, in a browser whose session is another's by now", () => {
  it("is answered 409 on every call, reads and writes", async () => {
    const first = await makeManualDrain(service);
    const second = await provisionResource(service);
    const cookie = await signIn(service, second.resourceId);
    const headers = { "x-draintrail-resource": first.resourceId };
    for (const [method, path] of [
      ["GET", "/resource"],
      ["GET", "/logs"],
      ["GET", "/drains"],
      ["GET", "/visits"],
      ["POST", "/drains"],
      ["DELETE", `/drains/${first.drainId}`],
    ] as const) {
      const answer = await callApi(service, { cookie }, method, path, {
        headers,
        ...(method === "POST" ? { body: { name: "q" } } : {}),
      });
      expect(answer, path).toMatchObject({ status: 409, body: { code: "session.other_resource" } });
    }
    const rows = await service.services.stores.pg("manual_drains").where({ resource_id: second.resourceId });
    expect(rows).toEqual([]);
  });

  it("is answered 409 on the live tail, which says its resource in the query", async () => {
    const [first, second] = [await provisionResource(service), await provisionResource(service)];
    const cookie = await signIn(service, second.resourceId);
    const tail = (id: string) => openEventStream(`${service.url}/api/v1/logs/tail?resource=${id}`, { cookie });
    const refused = await tail(first.resourceId);
    expect(refused.status).toBe(409);
    refused.close();
    const opened = await tail(second.resourceId);
    expect(opened.status).toBe(200);
    opened.close();
  });

  it("goes on as before when the session is its own, or when it says nothing yet", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    for (const headers of [{ "x-draintrail-resource": resourceId }, {}])
      expect((await callApi(service, { cookie }, "GET", "/resource", { headers })).status).toBe(200);
  });

  it.each(["", "?resource=a&resource=b"])("is not fooled by nonsense: %j", async (query) => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const headers: Record<string, string> = query === "" ? { "x-draintrail-resource": "harbor" } : {};
    expect((await callApi(service, { cookie }, "GET", `/resource${query}`, { headers })).status).toBe(409);
  });
});

it("a program with a token need not say for which resource it calls", async () => {
  const { apiToken } = await provisionResource(service);
  const headers = { "x-draintrail-resource": "whatever" };
  expect((await callApi(service, { token: apiToken }, "GET", "/resource", { headers })).status).toBe(200);
});
