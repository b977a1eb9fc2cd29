import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer, ResourceAnswer } from "../../../app/contract/api.ts";
import { bookBytes, readBooks } from "../../support/books.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import {
  apiGet,
  eventually,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const MB = 1_000_000;
const ordinary = (count: number) => Array.from({ length: count }, (_, i) => syslogLine(`ordinary ${i}`));

async function received(resourceId: string, lines: number) {
  return eventually(async () => {
    const books = await readBooks(service, resourceId);
    return books.received === lines ? books : null;
  });
}

describe("POST /drain over the plan's quota", () => {
  it("answers 204, keeps one ordinary line in ten and books the rest as shed", async () => {
    const { resourceId, drainToken, apiToken } = await provisionResource(service, { plan: "test" });
    await bookBytes(service, resourceId, 100 * MB);
    expect((await postFrame(service, drainToken, frameOf(ordinary(40)))).status).toBe(204);
    expect(await received(resourceId, 40)).toMatchObject({ received: 40, stored: 4, shed: 36, rejected: 0 });
    const { body: ledger } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger");
    expect(ledger.data[0]).toMatchObject({ received: 40, stored: 4, shed: 36 });
    const { body: resource } = await apiGet<ResourceAnswer>(service, apiToken, "/resource");
    expect(resource.usage.is_over_quota).toBe(true);
  });

  it("keeps every platform line, every change and every error", async () => {
    const { resourceId, drainToken, apiToken } = await provisionResource(service, { plan: "test" });
    await bookBytes(service, resourceId, 100 * MB);
    const precious = [
      syslogLine("State changed from up to crashed", { app: "heroku", pri: 45 }),
      syslogLine("Release v42 created by user dana@example.com", { process: "api", pri: 45 }),
      syslogLine("level=error msg=boom"),
      syslogLine('at=error code=H12 desc="Request timeout" method=GET path="/" dyno=web.1 status=503', {
        app: "heroku",
        process: "router",
        pri: 158,
      }),
    ];
    const [first = "", ...more] = ordinary(9);
    expect((await postFrame(service, drainToken, frameOf([first, ...precious, ...more.slice(0, 5)]))).status).toBe(204);
    expect(await received(resourceId, 10)).toMatchObject({ stored: 5, shed: 5 });
    const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs");
    expect(body.data.map((line) => line.kind).sort()).toEqual(["api", "app", "app", "dyno", "router"]);
  });

  it("sheds nothing one byte below the quota, and nothing of another resource", async () => {
    const below = await provisionResource(service, { plan: "test" });
    await bookBytes(service, below.resourceId, 100 * MB - 1);
    const other = await provisionResource(service, { plan: "test" });
    for (const { drainToken, resourceId } of [below, other]) {
      await postFrame(service, drainToken, frameOf(ordinary(20)));
      expect(await received(resourceId, 20)).toMatchObject({ stored: 20, shed: 0 });
    }
  });

  it("ends with an upgrade of the plan at once", async () => {
    const { resourceId, drainToken } = await provisionResource(service, { plan: "test" });
    await bookBytes(service, resourceId, 100 * MB);
    await postFrame(service, drainToken, frameOf(ordinary(10)));
    await received(resourceId, 10);
    await partnerCall(service, "PUT", `/${resourceId}`, { plan: "standard" });
    await postFrame(service, drainToken, frameOf(ordinary(10)));
    expect(await received(resourceId, 20)).toMatchObject({ stored: 11, shed: 9 });
  });
});
