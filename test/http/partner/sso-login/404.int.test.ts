import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../../../support/service.ts";
import { postSso, ssoForm } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /sso/login answers 404 and no session", () => {
  it.each([
    ["a uuid never seen", randomUUID()],
    ["an id that is no uuid", "123"],
  ])("to a rightly signed form for %s", async (_what, resourceId) => {
    const response = await postSso(service, ssoForm({ resourceId }));
    expect(response.status).toBe(404);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
