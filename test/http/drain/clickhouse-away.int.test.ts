import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBooks, storedMessages } from "../../support/books.ts";
import { breakClickHouse } from "../../support/break-clickhouse.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("POST /drain while ClickHouse is away", () => {
  it("answers 204, and every line is stored once when ClickHouse is back", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const outage = breakClickHouse(service);
    const expected = Array.from({ length: 30 }, (_, i) => `line ${String(i).padStart(2, "0")}`);
    for (const text of expected)
      expect((await postFrame(service, drainToken, frameOf([syslogLine(text)]))).status).toBe(204);
    await eventually(async () => outage.attempts() >= 2);
    expect(await service.services.stores.frames.depth()).toMatchObject({ frames: 30 });
    outage.mend();
    await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
    expect((await storedMessages(service, resourceId)).sort()).toEqual(expected);
    expect(await readBooks(service, resourceId)).toMatchObject({ frames: 30, received: 30, stored: 30 });
  });
});
