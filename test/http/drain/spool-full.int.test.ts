import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAME_OVERHEAD_BYTES } from "../../../app/stores/redis/spool-names.ts";
import { startWorkers } from "../../../workers/start.ts";
import { readBooks, storedMessages } from "../../support/books.ts";
import { bodyOfBytes, frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { SPOOL_BYTES_MAX: String(1024 * 1024) } });
});
afterAll(() => service.stop());

describe("POST /drain while the spool is full", () => {
  it("answers 204: what does not fit overflows into Postgres, and all of it is stored once there is room", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const big = bodyOfBytes(600_000);
    expect((await postFrame(service, drainToken, big)).status).toBe(204);
    expect((await postFrame(service, drainToken, Buffer.concat([frameOf([syslogLine("x")]), big]))).status).toBe(204);
    const { pg, frames } = service.services.stores;
    expect(await frames.depth()).toMatchObject({ frames: 1, bytes: 600_000 + FRAME_OVERHEAD_BYTES });
    expect(await pg("spilled_frames").where({ resource_id: resourceId })).toHaveLength(1);
    const workers = await startWorkers(service.services);
    try {
      const books = await eventually(async () => {
        const found = await readBooks(service, resourceId);
        return found.frames === 2 ? found : null;
      });
      expect(books.stored).toBe(books.received);
      expect(await storedMessages(service, resourceId)).toHaveLength(books.received);
      expect(await pg("spilled_frames")).toEqual([]);
    } finally {
      await workers.stop();
    }
  });
});
