import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBooks } from "../../support/books.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const deadLetters = (resourceId: string) =>
  service.services.stores.pg("dead_letters").where({ resource_id: resourceId }).orderBy("id");

describe("POST /drain answers 400 to a body without one sound line", () => {
  it.each([
    ["without a length", "<190>1 2026-03-04T09:15:02+00:00 host app web.1 - no length\n"],
    ["with a length that runs past the end", "300 <190>1 2026-03-04T09:15:02+00:00 host app web.1 - cut off"],
    ["with length zero", "0 "],
    ["with a length and no space", "12<190>1 abc"],
    ["of bytes that mean nothing", Buffer.from([0, 255, 254, 10, 13, 0])],
    ["that is empty", ""],
  ])("%s: a length in the answer, and the problem's code", async (_what, body) => {
    const { drainToken } = await provisionResource(service);
    const response = await postFrame(service, drainToken, body);
    expect(response.status).toBe(400);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(response.headers.get("transfer-encoding")).toBeNull();
    expect(await response.json()).toMatchObject({ code: "drain.bad_framing", status: 400 });
  });

  it("keeps the body for support and books its lines as rejected: received = stored + shed + rejected", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    await postFrame(service, drainToken, "not a frame", { "logplex-msg-count": "7" });
    const books = await eventually(async () => {
      const found = await readBooks(service, resourceId);
      return found.received > 0 ? found : null;
    });
    expect(books).toMatchObject({ frames: 1, received: 7, rejected: 7, stored: 0, shed: 0 });
    const [letter] = await deadLetters(resourceId);
    expect(letter).toMatchObject({ reason: "framing", body: Buffer.from("not a frame") });
  });

  it("keeps the newest 20 bodies of a resource and the start of a long one, however many are sent", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    for (let i = 1; i <= 23; i++) await postFrame(service, drainToken, `broken ${i} ${"x".repeat(100_000)}`);
    const letters = await deadLetters(resourceId);
    expect(letters.map((letter) => letter.body.toString().slice(0, 9))).toEqual(
      Array.from({ length: 20 }, (_, i) => `broken ${i + 4} `.slice(0, 9)),
    );
    for (const letter of letters) expect(letter.body.length).toBeLessThanOrEqual(16_384);
  });

  it("and the next good frame of the same sender is taken", async () => {
    const { drainToken } = await provisionResource(service);
    await postFrame(service, drainToken, "not a frame");
    expect((await postFrame(service, drainToken, frameOf([syslogLine("good")]))).status).toBe(204);
  });
});
