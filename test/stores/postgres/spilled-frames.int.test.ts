import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres, type Postgres } from "../../../app/stores/postgres/connection.ts";
import * as spilledFrames from "../../../app/stores/postgres/spilled-frames.ts";
import { makeDatabase } from "../../support/stores.ts";

let database: Awaited<ReturnType<typeof makeDatabase>>;
let pg: Postgres;
beforeAll(async () => {
  database = await makeDatabase();
  pg = openPostgres(database.url);
});
afterAll(async () => {
  await pg.destroy();
  await database.drop();
});

describe("the depth of the overflow", () => {
  it("is nothing when it is empty", async () => {
    expect(await spilledFrames.depth(pg)).toEqual({ frames: 0, bytes: 0, oldestMs: null });
  });

  it("is counted up to a bound, and estimated from the oldest beyond it", async () => {
    const createdAt = new Date("2026-03-04T09:15:00Z");
    for (let i = 0; i < 10; i++)
      await pg("spilled_frames").insert({
        drain_id: randomUUID(),
        resource_id: randomUUID(),
        frame_key: randomUUID(),
        is_over_quota: false,
        retention_days: 14,
        body: Buffer.alloc(100, "x"),
        created_at: new Date(createdAt.getTime() + i * 1_000),
      });
    const expected = { frames: 10, bytes: 1_000, oldestMs: createdAt.getTime() };
    expect(await spilledFrames.depth(pg)).toEqual(expected);
    expect(await spilledFrames.depth(pg, 4)).toEqual(expected);
  });
});
