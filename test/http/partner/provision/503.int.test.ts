import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { linksOf, partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());
afterEach(async () => {
  await linksOf(service).postgres.mend();
  await linksOf(service).redis.mend();
});

/** Heroku gives up after 25 s; far before that the customer must read what is wrong. */
async function provisionInTime(body: unknown) {
  const response = await Promise.race([
    partnerCall(service, "POST", "", body),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), 10_000)),
  ]);
  if (!response) throw new Error("no answer in time");
  return response;
}

describe("POST /heroku/resources while a store is away", () => {
  it.each(["cut", "hush"] as const)(
    "answers 503 with a message when Postgres is away (%s), and nothing is half-created",
    async (how) => {
      const body = provisionBody({ oauth_grant: { code: "a-grant" } });
      await linksOf(service).postgres[how]();
      const response = await provisionInTime(body);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ message: expect.stringContaining("try again") });
      await linksOf(service).postgres.mend();
      const again = await partnerCall(service, "POST", "", body);
      expect(again.status).toBe(200);
      const { pg } = service.services.stores;
      expect(await pg("resources").where({ id: body.uuid })).toHaveLength(1);
      expect(await pg("api_tokens").where({ resource_id: body.uuid })).toHaveLength(1);
    },
  );

  it("answers 200 when only Redis is away: its jobs wait, the customer does not", async () => {
    await linksOf(service).redis.cut();
    const response = await provisionInTime(provisionBody({ oauth_grant: { code: "a-grant" } }));
    expect(response.status).toBe(200);
  });

  it("checks credentials all the same when Postgres is away", async () => {
    await linksOf(service).postgres.cut();
    expect((await partnerCall(service, "POST", "", provisionBody(), null)).status).toBe(401);
  });
});
