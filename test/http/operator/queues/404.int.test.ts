import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { OPERATOR_PASSWORD: "" } });
});
afterAll(() => service.stop());

it("GET /queues answers 404 where no operator's password is set: nobody may read them", async () => {
  for (const path of ["/queues", "/queues/", "/queues/api/queues"])
    for (const headers of [{}, { authorization: `Basic ${btoa("operator:")}` }])
      expect((await fetch(`${service.url}${path}`, { headers })).status).toBe(404);
});
