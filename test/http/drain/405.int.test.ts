import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("/drain answers 405", () => {
  it.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("to %s, and says that POST is what it takes", async (method) => {
    const { drainToken } = await provisionResource(service);
    const response = await fetch(`${service.url}/drain`, { method, headers: { "logplex-drain-token": drainToken } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(response.headers.get("transfer-encoding")).toBeNull();
  });
});
