import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { respoolFrames } from "../../../app/domain/logs/respool-frames.ts";
import { ROW_OVERHEAD_BYTES } from "../../../app/stores/postgres/spilled-frames.ts";
import { readBooks } from "../../support/books.ts";
import { createTestClock } from "../../support/clock.ts";
import { bodyOfBytes, frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import { eventually, linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";
import { storeSpool } from "../../support/store-spool.ts";

const OVERFLOW_BYTES_MAX = 4 * 1024 * 1024;
const BIG_BYTES = 500_000;

const clock = createTestClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    hasWorkers: false,
    hasLinks: true,
    clock,
    env: { OVERFLOW_BYTES_MAX: String(OVERFLOW_BYTES_MAX) },
  });
});
afterAll(() => service.stop());
afterEach(drain);

const spilled = () => service.services.stores.pg("spilled_frames");

/** Redis comes back, and everything is stored. */
async function drain() {
  await linksOf(service).redis.mend();
  await eventually(async () => service.services.stores.redis.commands.status === "ready");
  while ((await respoolFrames(service.services)) > 0) await storeSpool(service.services);
  await storeSpool(service.services);
  clock.advance(1_000);
}

/** Big frames, each of its own, until one is refused; or three times what there is room for. */
async function fill(drainToken: string): Promise<{ kept: number; refused: Response; id: string; body: Buffer }> {
  for (let kept = 0; ; kept++) {
    const body = Buffer.concat([frameOf([syslogLine(`frame ${kept}`)]), bodyOfBytes(BIG_BYTES)]);
    const id = newFrameId();
    const refused = await postFrame(service, drainToken, body, { "logplex-frame-id": id });
    if (refused.status !== 204 || kept === 24) return { kept, refused, id, body };
  }
}

const metric = async (name: string): Promise<number> => {
  const response = await fetch(`${service.url}/metrics`, {
    headers: { authorization: `Basic ${btoa("operator:operator-for-tests")}` },
  });
  return Number(new RegExp(`^draintrail_${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(await response.text())?.[1]);
};

describe("POST /drain while Redis is away and the overflow is at its bound", () => {
  it("answers 503 and keeps nothing of the frame; once there is room its retry is taken, and all is stored", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    await linksOf(service).redis.cut();
    const { kept, refused, id, body } = await fill(drainToken);
    expect(kept).toBe(4); // of half of 4 MiB
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(refused.headers.get("transfer-encoding")).toBeNull();
    expect(await refused.json()).toMatchObject({ code: "drain.unavailable" });
    expect(await spilled().where({ frame_key: id })).toEqual([]);
    expect(await metric("overflow_refused_total")).toBe(1);
    expect(await metric("overflow_frames")).toBe(4);
    expect(await metric("overflow_bytes")).toBeGreaterThan(4 * (BIG_BYTES + ROW_OVERHEAD_BYTES));

    await drain();
    await linksOf(service).redis.cut();
    expect((await postFrame(service, drainToken, body, { "logplex-frame-id": id })).status).toBe(204);
    expect(await spilled()).toHaveLength(1);
    await drain();
    const books = await readBooks(service, resourceId);
    expect(books).toMatchObject({ frames: 5, stored: books.received, rejected: 0 });
  });

  it("still takes a quiet resource's frames: two loud ones cannot fill it between them", async () => {
    const [loud, louder, quiet] = [
      await provisionResource(service),
      await provisionResource(service),
      await provisionResource(service),
    ];
    await linksOf(service).redis.cut();
    for (const { drainToken } of [loud, louder, loud]) expect((await fill(drainToken)).refused.status).toBe(503);
    expect((await postFrame(service, quiet.drainToken, bodyOfBytes(BIG_BYTES))).status).toBe(204);
    expect(await spilled().where({ resource_id: quiet.resourceId })).toHaveLength(1);
  });
});
