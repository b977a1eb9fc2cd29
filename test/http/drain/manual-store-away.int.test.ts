import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../../app/lib/secrets.ts";
import * as manualDrains from "../../../app/stores/postgres/manual-drains.ts";
import { readBooks } from "../../support/books.ts";
import { createTestClock, type TestClock } from "../../support/clock.ts";
import { makeManualDrain, postManual, someFrame } from "../../support/manual-drains.ts";
import { eventually, linksOf, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ hasLinks: true, clock });
});
afterAll(() => service.stop());

describe("a manual drain while Postgres is away", () => {
  it.each(["cut", "hush"] as const)("(%s) is let in from memory, long after the memory went stale", async (how) => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    await linksOf(service).postgres[how]();
    clock.advance(10 * 60_000);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    await linksOf(service).postgres.mend();
  });

  it.each(["cut", "hush"] as const)("(%s) answers 503, not 401, to what it does not remember", async (how) => {
    const [known, never] = [await makeManualDrain(service), await makeManualDrain(service)];
    expect((await postManual(service, known, someFrame())).status).toBe(204);
    await linksOf(service).postgres[how]();
    clock.advance(10_000);
    // It may have been rotated a moment ago: a 401 would lose the frame for ever.
    for (const drain of [never, { drainId: known.drainId, secret: "dts_perhaps-the-new-one" }])
      expect((await postManual(service, drain, someFrame())).status).toBe(503);
    await linksOf(service).postgres.mend();
    expect((await eventually(async () => postAgain(never))).status).toBe(204);
  });

  it("answers 503 to a first token it cannot pin", async () => {
    const drain = await makeManualDrain(service, { pin_token: true });
    // Known without its token: refused for want of one.
    expect((await postManual(service, drain, someFrame())).status).toBe(401);
    await linksOf(service).postgres.cut();
    const headers = { "logplex-drain-token": "d.first" };
    expect((await postManual(service, drain, someFrame(), headers)).status).toBe(503);
    await linksOf(service).postgres.mend();
    expect((await eventually(async () => postAgain(drain, headers))).status).toBe(204);
  });
});

async function postAgain(drain: { drainId: string; secret: string }, headers: Record<string, string> = {}) {
  const response = await postManual(service, drain, someFrame(), headers);
  return response.status === 503 ? null : response;
}

describe("a manual drain while Redis is away", () => {
  it("spills to Postgres, and its lines are read as its sender wrote them", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    await linksOf(service).redis.cut();
    const headers = { "logplex-drop-count": "7" };
    expect((await postManual(service, drain, someFrame("spilled"), headers)).status).toBe(204);
    await linksOf(service).redis.mend();
    const books = await eventually(async () => {
      const read = await readBooks(service, drain.resourceId);
      return read.received === 2 ? read : null;
    });
    expect(books).toMatchObject({ stored: 2, upstream_dropped: 7 });
    const rows = await eventually(async () => {
      const found = await service.services.stores.clickhouse.query<{ message: string }>(
        "SELECT message FROM log_lines WHERE resource_id = {resource:UUID} AND message LIKE '%spilled%'",
        { resource: drain.resourceId },
      );
      return found.length > 0 ? found : null;
    });
    expect(rows.map((row) => row.message)).toEqual(["spilled"]);
  });
});

it("a revocation whose notice was lost ends the drain within a minute", async () => {
  const drain = await makeManualDrain(service);
  expect((await postManual(service, drain, someFrame())).status).toBe(204);
  await manualDrains.revoke(service.services.stores.pg, drain.resourceId, drain.drainId, clock.now());
  clock.advance(59_000);
  expect((await postManual(service, drain, someFrame())).status).toBe(204);
  clock.advance(1_000);
  expect((await postManual(service, drain, someFrame())).status).toBe(401);
});

it("a rotation whose notice was lost costs no frame: a secret not known is asked for again", async () => {
  const drain = await makeManualDrain(service);
  expect((await postManual(service, drain, someFrame())).status).toBe(204);
  const now = clock.now();
  await manualDrains.rotate(service.services.stores.pg, drain.resourceId, drain.drainId, {
    secret_hash: sha256Hex("dts_new"),
    at: now,
    previousUntil: new Date(now.getTime() + 3_600_000),
  });
  clock.advance(2_000);
  expect((await postManual(service, { drainId: drain.drainId, secret: "dts_new" }, someFrame())).status).toBe(204);
});
