import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as spilledFrames from "../../../app/stores/postgres/spilled-frames.ts";
import * as countSpilledFrames from "../../../migrations/postgres/20261127_000002_count_spilled_frames.ts";
import { spilledFrame } from "../../support/frames.ts";
import { openTestPostgres } from "../../support/stores.ts";

const pg = await openTestPostgres();

const row = (resourceId: string) => spilledFrame(resourceId, Buffer.alloc(100, "x"));
const ROW_BYTES = 100 + spilledFrames.ROW_OVERHEAD_BYTES;

/** Bytes that wait of one resource. */
async function bytesOf(resourceId: string): Promise<number> {
  return (await spilledFrames.bytesByResource(pg)).find((each) => each.resourceId === resourceId)?.bytes ?? 0;
}

describe("the depth of the overflow", () => {
  it("is nothing when it is empty", async () => {
    expect(await spilledFrames.depth(pg)).toEqual({ frames: 0, bytes: 0, oldestMs: null });
  });

  it("is what waits, rows included, since the oldest of it came", async () => {
    const createdAt = new Date("2026-03-04T09:15:00Z");
    for (let i = 0; i < 10; i++)
      await pg("spilled_frames").insert({
        ...row(randomUUID()),
        created_at: new Date(createdAt.getTime() + i * 1_000),
      });
    expect(await spilledFrames.depth(pg)).toEqual({
      frames: 10,
      bytes: 10 * ROW_BYTES,
      oldestMs: createdAt.getTime(),
    });
    await pg("spilled_frames").delete();
    expect(await spilledFrames.depth(pg)).toEqual({ frames: 0, bytes: 0, oldestMs: null });
  });
});

describe("what waits of a resource", () => {
  it("is counted as frames come and go, over whichever connection, each once", async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const rows = Array.from({ length: 30 }, () => row(mine));
    // At the same moment, so over every connection of the pool; and each is sent again.
    await Promise.all([...rows, ...rows, row(other)].map((each) => spilledFrames.insert(pg, each)));
    expect(await bytesOf(mine)).toBe(30 * ROW_BYTES);
    const ids: string[] = await pg("spilled_frames").where({ resource_id: mine }).pluck("id");
    await Promise.all(ids.slice(0, 20).map((id) => spilledFrames.remove(pg, [id])));
    expect(await bytesOf(mine)).toBe(10 * ROW_BYTES);
    expect(await bytesOf(other)).toBe(ROW_BYTES);
  });

  it("is not counted when the transaction that brought it comes to nothing", async () => {
    const mine = randomUUID();
    const died = pg.transaction(async (tx) => {
      await spilledFrames.insert(tx, row(mine));
      throw new Error("died before COMMIT");
    });
    await expect(died).rejects.toThrow("died before COMMIT");
    expect(await bytesOf(mine)).toBe(0);
  });

  it("goes by a purge, however many frames it is, and its neighbour's stays", async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    await pg("spilled_frames").insert([...Array.from({ length: 2_500 }, () => row(gone)), row(stays)]);
    expect(await spilledFrames.removeOfResource(pg, gone)).toBe(2_500);
    expect(await spilledFrames.hasOfResource(pg, gone)).toBe(false);
    expect(await bytesOf(gone)).toBe(0);
    expect(await spilledFrames.hasOfResource(pg, stays)).toBe(true);
    expect(await bytesOf(stays)).toBe(ROW_BYTES);
  });

  it("is counted, too, when it was there before there was a count", async () => {
    const mine = randomUUID();
    await pg.transaction((tx) => countSpilledFrames.down(tx));
    for (let i = 0; i < 3; i++) await spilledFrames.insert(pg, row(mine));
    await pg.transaction((tx) => countSpilledFrames.up(tx));
    expect(await bytesOf(mine)).toBe(3 * ROW_BYTES);
    await spilledFrames.remove(pg, await pg("spilled_frames").where({ resource_id: mine }).pluck("id"));
    expect(await bytesOf(mine)).toBe(0);
  });
});
