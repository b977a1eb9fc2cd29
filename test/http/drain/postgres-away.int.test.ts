import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestClock } from "../../support/clock.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";

const clock = createTestClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true, clock });
});
afterAll(() => service.stop());
afterEach(() => linksOf(service).postgres.mend());

const body = () => frameOf([syslogLine(`at ${performance.now()}`)]);

describe("POST /drain while Postgres is away", () => {
  it.each(["cut", "hush"] as const)(
    "answers 204 (%s) to a token it has seen within a day, and the frame is spooled",
    async (how) => {
      const { drainToken } = await provisionResource(service);
      await postFrame(service, drainToken, body());
      const { frames } = await service.services.stores.frames.depth();
      clock.advance(24 * 3_600_000);
      await linksOf(service).postgres[how]();
      expect((await postFrame(service, drainToken, body())).status).toBe(204);
      expect(await service.services.stores.frames.depth()).toMatchObject({ frames: frames + 1 });
    },
    20_000,
  );

  it("answers 204 to a token whose resource has just changed: what it was is better than a lost frame", async () => {
    const { drainToken, resourceId } = await provisionResource(service);
    await postFrame(service, drainToken, body());
    await linksOf(service).postgres.cut();
    await service.services.stores.notices.resourceChanged(resourceId);
    expect((await postFrame(service, drainToken, body())).status).toBe(204);
  });

  it("answers 503 to a token last seen more than a day ago", async () => {
    const { drainToken } = await provisionResource(service);
    await postFrame(service, drainToken, body());
    clock.advance(24 * 3_600_000 + 1);
    await linksOf(service).postgres.cut();
    expect((await postFrame(service, drainToken, body())).status).toBe(503);
  });

  it("answers 503, not 404, to a token it last saw as gone: it may be back", async () => {
    const { drainToken, resourceId } = await provisionResource(service);
    const { pg } = service.services.stores;
    await pg("attachments").where({ resource_id: resourceId }).update({ removed_at: new Date() });
    expect((await postFrame(service, drainToken, body())).status).toBe(404);
    clock.advance(61_000);
    await linksOf(service).postgres.cut();
    expect((await postFrame(service, drainToken, body())).status).toBe(503);
  });
});
