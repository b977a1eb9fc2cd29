import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGet, partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const grant = { code: "01234567-89ab-cdef-0123-456789abcdef", type: "authorization_code" };
const inFiveMinutes = () => new Date(Date.now() + 300_000).toISOString().replace("Z", "+00:00");

async function provisioned(changes: Record<string, unknown>) {
  const body = provisionBody(changes);
  const response = await partnerCall(service, "POST", "", body);
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status: 200 });
  const row = await service.services.stores.pg("resources").where({ id: body.uuid }).first();
  return { body, answer: JSON.parse(text), row, text };
}

describe("POST /heroku/resources answers 200", () => {
  it("with our id, exactly the manifest's config vars, the one drain URL and a message", async () => {
    const { body, answer } = await provisioned({});
    expect(answer).toEqual({
      id: body.uuid,
      config: {
        DRAINTRAIL_URL: `${service.url}/api/v1`,
        DRAINTRAIL_API_TOKEN: expect.stringMatching(/^dt_[\w-]{43}$/),
      },
      log_drain_url: `${service.url}/drain`,
      message: expect.stringContaining("heroku addons:open draintrail"),
    });
  });

  it("and the token in the answer opens the API at once", async () => {
    const { body, answer } = await provisioned({});
    const { status, body: resource } = await apiGet(service, answer.config.DRAINTRAIL_API_TOKEN, "/resource");
    expect(status).toBe(200);
    expect(resource).toMatchObject({ id: body.uuid, plan: { id: "standard" } });
  });

  it("to a body with members it does not know", async () => {
    await provisioned({ heroku_id: "app123@heroku.com", logplex_token: null, somethings: [{ new: true }] });
  });

  it.each([{}, { code: "" }, { code: 5 }, "none"])(
    "to a grant without a code (%j): it is none",
    async (oauth_grant) => {
      expect((await provisioned({ oauth_grant })).row.heroku_access).toBe("none");
    },
  );

  it("without oauth_grant, or with a null one: the resource has no Heroku access", async () => {
    expect((await provisioned({})).row.heroku_access).toBe("none");
    expect((await provisioned({ oauth_grant: null })).row.heroku_access).toBe("none");
  });

  it("to a grant whose expiry cannot be read", async () => {
    expect((await provisioned({ oauth_grant: { ...grant, expires_at: "soon" } })).row.heroku_access).toBe("pending");
  });

  it("to what kensa sends: bare-hex drain token, null logplex token, no grant, plan test", async () => {
    const { row } = await provisioned({
      heroku_id: "app1234@kensa.heroku.com",
      plan: "test",
      region: "amazon-web-services::us-east-1",
      callback_url: "http://localhost:7779/callback/999",
      logplex_token: null,
      log_drain_token: "0123456789abcdef0123456789abcdef",
      options: {},
    });
    expect(row).toMatchObject({ plan: "test", heroku_access: "none", state: "provisioned" });
  });

  it("to a uuid like those in Heroku's own documentation, whatever its version digit", async () => {
    const { answer } = await provisioned({ uuid: "01234567-89ab-cdef-0123-456789abcdef" });
    expect(answer.id).toBe("01234567-89ab-cdef-0123-456789abcdef");
  });

  it("to a region it has never heard of, and without name, region, callback_url, options or drain token", async () => {
    await provisioned({ region: "moon::mare-1" });
    await provisioned({
      name: undefined,
      region: undefined,
      callback_url: undefined,
      options: undefined,
      log_drain_token: undefined,
    });
  });

  it("to texts that Postgres cannot hold: a name is no reason to keep a customer out", async () => {
    const { row } = await provisioned({ name: "a\0b", region: "half \ud83d", callback_url: "https://x.example/\0" });
    expect(row).toMatchObject({ name: "a\ufffdb", region: "half \ufffd", callback_url: "https://x.example/\ufffd" });
  });

  it("whatever Accept says, because kensa asks for plain JSON", async () => {
    const response = await fetch(`${service.url}/heroku/resources`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("draintrail:pw-for-tests")}`, accept: "application/json" },
      body: JSON.stringify(provisionBody()),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  });

  it("and nothing it stores, nor anything it answers, shows grant code, drain token or API token in the clear", async () => {
    const oauth_grant = { ...grant, code: "5d1c2b0a-grant-in-the-clear", expires_at: inFiveMinutes() };
    const { body, answer, text } = await provisioned({ oauth_grant });
    const { pg } = service.services.stores;
    const stored = JSON.stringify([
      await pg("resources").where({ id: body.uuid }),
      await pg("attachments").where({ resource_id: body.uuid }),
      await pg("credentials").where({ resource_id: body.uuid }),
      await pg("api_tokens").where({ resource_id: body.uuid }),
    ]);
    for (const secret of [oauth_grant.code, body.log_drain_token, answer.config.DRAINTRAIL_API_TOKEN])
      expect(stored).not.toContain(secret);
    expect(text).not.toContain(oauth_grant.code);
    expect(text).not.toContain(body.log_drain_token);
    const [credential] = await pg("credentials").where({ resource_id: body.uuid });
    expect(service.services.secrets.open(credential.grant_code_sealed, "credentials.grant_code")).toBe(
      oauth_grant.code,
    );
    const [attachment] = await pg("attachments").where({ resource_id: body.uuid });
    expect(service.services.secrets.open(attachment.log_drain_token_sealed, "attachments.log_drain_token")).toBe(
      body.log_drain_token,
    );
  });
});
