import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBooks } from "../../support/books.ts";
import { makeManualDrain, postManual, someFrame } from "../../support/manual-drains.ts";
import { eventually, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /drain to a manual drain answers 400", () => {
  it.each([
    ["no gzip at all", Buffer.from("24 <13>1 - h a p - - hello\n")],
    ["gzip cut short", gzipSync(someFrame("x".repeat(500))).subarray(0, 40)],
    ["an empty body said to be gzip", Buffer.alloc(0)],
  ])("to %s", async (_what, body) => {
    const drain = await makeManualDrain(service);
    const response = await postManual(service, drain, body, { "content-encoding": "gzip" });
    expect(response.status).toBe(400);
    expect(response.headers.get("content-length")).not.toBeNull();
    expect(await response.json()).toMatchObject({ code: "drain.bad_gzip" });
  });

  it("to broken framing, also inside sound gzip, and books the refusal", async () => {
    const drain = await makeManualDrain(service);
    const broken = gzipSync(Buffer.from("no length here"));
    const response = await postManual(service, drain, broken, { "content-encoding": "gzip" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "drain.bad_framing" });
    const books = await eventually(async () => {
      const read = await readBooks(service, drain.resourceId);
      return read.rejected > 0 ? read : null;
    });
    expect(books).toMatchObject({ received: 1, rejected: 1, stored: 0 });
    const letter = await service.services.stores.pg("dead_letters").where({ drain_id: drain.drainId }).first();
    expect(letter.body.toString()).toBe("no length here");
  });
});
