import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManualDrainSecretAnswer, ManualDrainsAnswer } from "../../../../app/contract/api.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { postManual, secretOf, someFrame } from "../../../support/manual-drains.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /api/v1/drains answers 201", () => {
  it("to a session, with the URL and the command, and the URL's credentials are let in", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const { status, headers, body } = await callApi<ManualDrainSecretAnswer>(service, { cookie }, "POST", "/drains", {
      body: { name: "  quay-private  " },
    });
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toMatchObject({
      name: "quay-private",
      last_frame_at: null,
      is_pinning: false,
      pinned_token_fingerprint: null,
      rotated_at: null,
      revoked_at: null,
    });
    const secret = secretOf(body);
    expect(secret).toMatch(/^dts_[\w-]{43}$/);
    const { host } = new URL(service.url);
    expect(body.url).toBe(`http://${body.id}:${secret}@${host}/drain`);
    expect(body.command).toBe(`heroku drains:add '${body.url}' -a <app>`);
    expect((await postManual(service, { drainId: body.id, secret }, someFrame())).status).toBe(204);
  });

  it("to a token with the scope admin", async () => {
    const { resourceId } = await provisionResource(service);
    const token = await makeApiToken(service, resourceId, ["admin"]);
    const { status, body } = await callApi<ManualDrainSecretAnswer>(service, { token }, "POST", "/drains", {
      body: { name: "quay", pin_token: true },
    });
    expect(status).toBe(201);
    expect(body.is_pinning).toBe(true);
  });

  it("and the secret is said this once: neither the list nor the database has it", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const token = await makeApiToken(service, resourceId, ["admin"]);
    const { body } = await callApi<ManualDrainSecretAnswer>(service, { token }, "POST", "/drains", {
      body: { name: "quay" },
    });
    const secret = secretOf(body);
    const list = await callApi<ManualDrainsAnswer>(service, { token: apiToken }, "GET", "/drains");
    expect(list.body.data.map((drain) => drain.id)).toEqual([body.id]);
    expect(JSON.stringify(list.body)).not.toContain(secret);
    const rows = await service.services.stores.pg("manual_drains").where({ id: body.id });
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
  });
});
