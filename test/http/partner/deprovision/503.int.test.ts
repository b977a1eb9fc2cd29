import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { storedMessages } from "../../../support/books.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  eventually,
  linksOf,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasLinks: true });
});
afterAll(() => service.stop());
afterEach(async () => {
  await linksOf(service).postgres.mend();
  await linksOf(service).redis.mend();
});

describe("DELETE /heroku/resources/:uuid while a store is away", () => {
  it("answers 503 without Postgres: Heroku repeats it, and then it is done", async () => {
    const { resourceId } = await provisionResource(service);
    await linksOf(service).postgres.cut();
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(503);
    await linksOf(service).postgres.mend();
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
  });

  it("answers 204 without Redis, and the events are purged when Redis is back", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    await postFrame(service, drainToken, frameOf([syslogLine("one")]));
    await eventually(async () => (await storedMessages(service, resourceId)).length === 1);
    await linksOf(service).redis.cut();
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
    await linksOf(service).redis.mend();
    await eventually(async () => (await storedMessages(service, resourceId)).length === 0);
  });
});
