import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function counts(uuid: string) {
  const { pg } = service.services.stores;
  const count = async (table: string, column: string) => (await pg(table).where({ [column]: uuid })).length;
  return {
    resources: await count("resources", "id"),
    attachments: await count("attachments", "resource_id"),
    api_tokens: await count("api_tokens", "resource_id"),
  };
}

const one = { resources: 1, attachments: 1, api_tokens: 1 };

describe("POST /heroku/resources with a uuid it knows", () => {
  it("gives the same answer, token included, and makes nothing new", async () => {
    const body = provisionBody();
    const first = await partnerCall(service, "POST", "", body);
    const second = await partnerCall(service, "POST", "", body);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.json()).toEqual(await first.json());
    expect(await counts(body.uuid)).toEqual(one);
  });

  it.each([{ plan: "of-another-time" }, { options: { fast: "yes" } }])(
    "also when it asks for %j, which a new one would be refused",
    async (other) => {
      const body = provisionBody();
      const first = await partnerCall(service, "POST", "", body);
      const second = await partnerCall(service, "POST", "", { ...body, ...other });
      expect(second.status).toBe(200);
      expect(await second.json()).toEqual(await first.json());
    },
  );

  it("takes the uuid for the same in capitals", async () => {
    const body = provisionBody();
    const first = await partnerCall(service, "POST", "", body);
    const second = await partnerCall(service, "POST", "", { ...body, uuid: body.uuid.toUpperCase() });
    expect(await second.json()).toEqual(await first.json());
    expect(await counts(body.uuid)).toEqual(one);
  });

  it.each([2, 10])("asked %i times at once: all succeed, one resource, one token", async (times) => {
    const body = provisionBody();
    const responses = await Promise.all(Array.from({ length: times }, () => partnerCall(service, "POST", "", body)));
    const answers = (await Promise.all(responses.map((response) => response.json()))) as {
      config: { DRAINTRAIL_API_TOKEN: string };
    }[];
    expect(responses.map((response) => response.status)).toEqual(Array.from({ length: times }, () => 200));
    expect(new Set(answers.map((answer) => answer.config.DRAINTRAIL_API_TOKEN)).size).toBe(1);
    expect(await counts(body.uuid)).toEqual(one);
  });

  it("keeps the newest grant while none is exchanged", async () => {
    const body = provisionBody({ oauth_grant: { code: "first-code", expires_at: new Date().toISOString() } });
    await partnerCall(service, "POST", "", body);
    await partnerCall(service, "POST", "", { ...body, oauth_grant: { code: "second-code" } });
    const { pg } = service.services.stores;
    const [row, ...more] = await pg("credentials").where({ resource_id: body.uuid });
    expect(more).toEqual([]);
    expect(service.services.secrets.open(row.grant_code_sealed, "credentials.grant_code")).toBe("second-code");
  });

  it("leaves a changed plan as it is: a late repeat must not undo a plan change", async () => {
    const body = provisionBody({ plan: "basic" });
    await partnerCall(service, "POST", "", body);
    await partnerCall(service, "PUT", `/${body.uuid}`, { plan: "premium" });
    expect((await partnerCall(service, "POST", "", body)).status).toBe(200);
    const row = await service.services.stores.pg("resources").where({ id: body.uuid }).first();
    expect(row.plan).toBe("premium");
  });

  it("never takes a drain token away from another resource", async () => {
    const mine = provisionBody();
    const theirs = provisionBody({ log_drain_token: mine.log_drain_token });
    await partnerCall(service, "POST", "", mine);
    await partnerCall(service, "POST", "", theirs);
    const rows = await service.services.stores.pg("attachments").whereIn("resource_id", [mine.uuid, theirs.uuid]);
    expect(rows.map((row) => row.resource_id)).toEqual([mine.uuid]);
  });
});
