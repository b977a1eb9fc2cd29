import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { purgeResource, sweepPurges } from "../../../../app/domain/resources/purge-resource.ts";
import { startWorkers } from "../../../../workers/start.ts";
import { storedMessages } from "../../../support/books.ts";
import { createTestClock } from "../../../support/clock.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  eventually,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

const clock = createTestClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

describe("frames that wait in the spool when their resource ends", () => {
  it("leave no lines behind once the sweep ran, although the purge came before them", async () => {
    const gone = await provisionResource(service);
    const stays = await provisionResource(service);
    await postFrame(service, gone.drainToken, frameOf([syslogLine("of a resource that is gone")]));
    await partnerCall(service, "DELETE", `/${gone.resourceId}`);
    await purgeResource(service.services, { resourceId: gone.resourceId });
    await postFrame(service, stays.drainToken, frameOf([syslogLine("stays")]));
    const workers = await startWorkers(service.services);
    try {
      await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
      clock.advance(3_600_000);
      await sweepPurges(service.services);
      await eventually(async () => (await storedMessages(service, gone.resourceId)).length === 0);
      expect(await storedMessages(service, stays.resourceId)).toEqual(["stays"]);
    } finally {
      await workers.stop();
    }
  });
});
