import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeApiToken } from "../../support/api.ts";
import { callTool, connectMcp, MCP_ERAS } from "../../support/mcp.ts";
import { type Provisioned, provisionResource, startTestService, type TestService } from "../../support/service.ts";
import { signIn } from "../../support/sso.ts";

const LIST = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };

let service: TestService;
let resource: Provisioned;
let client: Client;

beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  resource = await provisionResource(service);
  client = await connectMcp(service, resource.apiToken);
});
afterAll(async () => {
  await client?.close();
  await service.stop();
});

async function post(body: unknown, headers: Record<string, string> = {}, method = "POST") {
  const answer = await fetch(`${service.url}/mcp`, {
    method,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-06-18",
      ...headers,
    },
    ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("POST /mcp refuses", () => {
  it("who has no token, with how to send one", async () => {
    const answer = await post(LIST);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(JSON.parse(answer.text)).toMatchObject({ code: "auth.missing" });
  });

  it("the dashboard's session: a browser would send it for any page", async () => {
    const cookie = await signIn(service, resource.resourceId);
    const answer = await post(LIST, { cookie, "x-requested-with": "draintrail" });
    expect(answer.status).toBe(401);
  });

  it("a token that may do nothing, and one that is revoked", async () => {
    const powerless = await makeApiToken(service, resource.resourceId, []);
    expect((await post(LIST, bearer(powerless))).status).toBe(403);
    const revoked = await makeApiToken(service, resource.resourceId, ["read"]);
    expect((await post(LIST, bearer(revoked))).status).toBe(200);
    await service.services.stores
      .pg("api_tokens")
      .where({ resource_id: resource.resourceId, scopes: ["read"] })
      .update({
        revoked_at: new Date(),
      });
    expect((await post(LIST, bearer(revoked))).status).toBe(401);
  });

  it("many calls at once, which would go past the turns of one resource", async () => {
    const admin = await makeApiToken(service, resource.resourceId, ["admin"]);
    const answer = await post([LIST, { ...LIST, id: 2 }], bearer(admin));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: "body.invalid" });
  });

  it("a stream of news, of which there are none", async () => {
    const admin = await makeApiToken(service, resource.resourceId, ["admin"]);
    expect((await post(null, bearer(admin), "GET")).status).toBe(405);
    const assistant = await connectMcp(service, admin, MCP_ERAS["2026-07-28"]);
    await expect(assistant.listen({ toolsListChanged: true })).rejects.toThrow("limit reached");
    await assistant.close();
  });
});

describe("a tool refuses", () => {
  it.each([
    ["search_logs", { from: "yesterdayish" }, "query.bad_range"],
    ["search_logs", { cursor: "nonsense" }, "query.bad_cursor"],
    ["lines_around", { id: "nonsense" }, "line.not_found"],
    ["trace_request", { request_id: "nonsense" }, "trace.not_found"],
    ["read_change", { id: "nonsense" }, "change.not_found"],
  ])("%s %j with a code and a sentence that the model can go by", async (name, input, code) => {
    const admin = await makeApiToken(service, resource.resourceId, ["admin"]);
    const assistant = await connectMcp(service, admin);
    const { isError, texts } = await callTool(assistant, name, input);
    expect(isError).toBe(true);
    expect(texts).toEqual([expect.stringMatching(new RegExp(`^${code}: .{20,}\\.$`))]);
    await assistant.close();
  });

  it("more than it gives at once, and members that are none of its own kind", async () => {
    const admin = await makeApiToken(service, resource.resourceId, ["admin"]);
    const assistant = await connectMcp(service, admin);
    for (const input of [{ limit: 201 }, { limit: "many" }, { order: "sideways" }])
      expect((await callTool(assistant, "search_logs", input)).isError).toBe(true);
    await assistant.close();
  });
});
