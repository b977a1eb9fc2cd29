import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true, env: { API_CALLS_PER_MINUTE: "5" } });
});
afterAll(() => service.stop());

describe("the limit of calls a minute", () => {
  it("is told in every answer; over it 429 says when to try again, and others are let in", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const call = (caller: { token: string } | { cookie: string } = { token: apiToken }) =>
      callApi(service, caller, "GET", "/visits");
    for (const remaining of ["4", "3", "2", "1", "0"]) {
      const { status, headers } = await call();
      expect(status).toBe(200);
      expect([headers.get("ratelimit-limit"), headers.get("ratelimit-remaining")]).toEqual(["5", remaining]);
      expect(Number(headers.get("ratelimit-reset"))).toBeGreaterThan(0);
      expect(Number(headers.get("ratelimit-reset"))).toBeLessThanOrEqual(60);
    }
    for (const _again of [1, 2]) {
      const { status, headers, body } = await call();
      expect({ status, body }).toMatchObject({ status: 429, body: { code: "api.rate_limited" } });
      expect(headers.get("content-type")).toContain("application/problem+json");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(headers.get("ratelimit-remaining")).toBe("0");
    }
    expect((await call({ token: await makeApiToken(service, resourceId, ["read"]) })).status).toBe(200);
    expect((await call({ cookie: await signIn(service, resourceId) })).status).toBe(200);
  });

  it("counts a tail once, however long it stays", async () => {
    const { apiToken } = await provisionResource(service);
    const stream = await openEventStream(`${service.url}/api/v1/logs/tail`, { authorization: `Bearer ${apiToken}` });
    expect(stream.status).toBe(200);
    const { headers } = await callApi(service, { token: apiToken }, "GET", "/visits");
    expect(headers.get("ratelimit-remaining")).toBe("3");
    stream.close();
  });

  it("is also kept while Redis is away", async () => {
    const { apiToken } = await provisionResource(service);
    const links = linksOf(service);
    await links.redis.cut();
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i++) statuses.push((await callApi(service, { token: apiToken }, "GET", "/visits")).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    } finally {
      await links.redis.mend();
    }
  });
});
