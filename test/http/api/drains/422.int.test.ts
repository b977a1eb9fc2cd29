import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let token: string;
let resourceId: string;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  ({ resourceId } = await provisionResource(service));
  token = await makeApiToken(service, resourceId, ["admin"]);
});
afterAll(() => service.stop());

describe("POST /api/v1/drains answers 422", () => {
  it.each([
    [{}, "name must be a string"],
    [undefined, "name must be a string"],
    [[], "body must be a JSON object"],
    [{ name: 7 }, "name must be a string"],
    [{ name: "   " }, "name must not be empty"],
    [{ name: "x".repeat(101) }, "name must have at most 100 characters"],
    [{ name: "a\u0000b" }, "name must have no control characters"],
    [{ name: "quay", pin_token: "yes" }, "pin_token must be true or false"],
    [{ name: "quay", secret: "mine" }, "secret is not known here"],
  ])("to %j, saying what is wrong", async (body, problem) => {
    const answer = await callApi(service, { token }, "POST", "/drains", { body });
    expect(answer).toMatchObject({ status: 422, body: { code: "body.bad_member" } });
    expect(answer.body.detail).toContain(problem);
  });

  it("to the 51st drain, also when many are asked for at once; a revoked one makes room", async () => {
    const create = () =>
      callApi<{ id: string; code: string }>(service, { token }, "POST", "/drains", { body: { name: "q" } });
    const answers = await Promise.all(Array.from({ length: 53 }, create));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expect(answers.find((answer) => answer.status !== 201)).toMatchObject({
      status: 422,
      body: { code: "drain.too_many" },
    });
    const one = answers.find((answer) => answer.status === 201)?.body.id;
    expect((await callApi(service, { token }, "DELETE", `/drains/${one}`)).status).toBe(204);
    expect((await create()).status).toBe(201);
  });
});

it("a body that is no JSON answers 400", async () => {
  const answer = await callApi(service, { token }, "POST", "/drains", { body: "{name:" });
  expect(answer).toMatchObject({ status: 400, body: { code: "body.invalid" } });
});
