import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const CALLS = ["/resource", "/logs", "/logs/histogram", "/logs/tail", "/logs/1-1-1-1/context", "/ledger"];

async function codeOf(path: string, headers: Record<string, string>) {
  const response = await fetch(`${service.url}/api/v1${path}`, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  return ((await response.json()) as { code: string }).code;
}

describe("every call of /api/v1 answers 401 with a stable code", () => {
  it.each(CALLS)("%s without a token", async (path) => {
    expect(await codeOf(path, {})).toBe("auth.missing");
  });

  it.each(CALLS)("%s with a token that is none of ours", async (path) => {
    expect(await codeOf(path, { authorization: "Bearer dt_made-up" })).toBe("auth.bad_token");
  });

  it("with a token altered by one character, with its prefix, and with another scheme", async () => {
    const { apiToken } = await provisionResource(service);
    const last = apiToken.endsWith("A") ? "B" : "A";
    expect(await codeOf("/logs", { authorization: `Bearer ${apiToken.slice(0, -1)}${last}` })).toBe("auth.bad_token");
    expect(await codeOf("/logs", { authorization: `Bearer ${apiToken.slice(0, 11)}` })).toBe("auth.bad_token");
    expect(await codeOf("/logs", { authorization: `Basic ${btoa(`x:${apiToken}`)}` })).toBe("auth.missing");
  });

  it("with a good token in the address, where proxies would log it", async () => {
    const { apiToken } = await provisionResource(service);
    expect(await codeOf(`/logs?token=${apiToken}&access_token=${apiToken}`, {})).toBe("auth.missing");
  });

  it("with a token that was revoked, and with one that has expired", async () => {
    const { apiToken, resourceId } = await provisionResource(service);
    const tokens = () => service.services.stores.pg("api_tokens").where({ resource_id: resourceId });
    await tokens().update({ expires_at: new Date(Date.now() - 1_000) });
    expect(await codeOf("/logs", { authorization: `Bearer ${apiToken}` })).toBe("auth.bad_token");
    await tokens().update({ expires_at: null, revoked_at: new Date() });
    expect(await codeOf("/logs", { authorization: `Bearer ${apiToken}` })).toBe("auth.bad_token");
  });
});
