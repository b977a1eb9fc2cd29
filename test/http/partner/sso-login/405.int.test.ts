import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { ssoForm } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("/sso/login answers 405 and no session", () => {
  it.each(["GET", "PUT", "DELETE"])("to %s, even with a good form in the address", async (method) => {
    const { resourceId } = await provisionResource(service);
    const response = await fetch(`${service.url}/sso/login?${new URLSearchParams(ssoForm({ resourceId }))}`, {
      method,
      redirect: "manual",
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
