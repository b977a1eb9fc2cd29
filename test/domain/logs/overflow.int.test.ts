import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { createOverflow } from "../../../app/domain/logs/overflow.ts";
import { openPostgres } from "../../../app/stores/postgres/connection.ts";
import * as spilledFrames from "../../../app/stores/postgres/spilled-frames.ts";
import { createTestClock } from "../../support/clock.ts";
import { newFrameId, spilledFrame } from "../../support/frames.ts";
import { openTestPostgres } from "../../support/stores.ts";

const clock = createTestClock();
const pg = await openTestPostgres();
beforeEach(() => pg("spilled_frames").delete());

/** Room for twelve frames of a kilobyte, rows included. */
const BYTES_MAX = 12 * (1_000 + spilledFrames.ROW_OVERHEAD_BYTES);
/** What one process knows of it. */
const openOverflow = () =>
  createOverflow({ stores: { pg }, config: { overflowBytesMax: BYTES_MAX }, clock } as unknown as Services);

const frame = (resourceId: string = randomUUID()) => spilledFrame(resourceId, Buffer.alloc(1_000, "x"));

/** How many of a resource's frames are kept until one is refused. */
async function fill(overflow: ReturnType<typeof openOverflow>, resourceId: string): Promise<number> {
  for (let kept = 0; ; kept++) if ((await overflow.take(frame(resourceId))) === "full") return kept;
}

describe("the overflow keeps to its bound", () => {
  it("when frames come together: they do not all find the same room", async () => {
    const overflow = openOverflow();
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => overflow.take(frame())));
    const kept = outcomes.filter((outcome) => outcome === "spilled").length;
    expect(kept).toBeGreaterThanOrEqual(11); // the last must be as large as what it leaves free
    expect((await spilledFrames.depth(pg)).bytes).toBeLessThanOrEqual(BYTES_MAX);
    expect(await pg("spilled_frames")).toHaveLength(kept);
  });

  it("and knows a second later what another process took", async () => {
    const [one, other] = [openOverflow(), openOverflow()];
    const loud = randomUUID();
    await one.take(frame(loud));
    expect(await fill(other, loud)).toBe(5);
    clock.advance(1_000);
    expect(await fill(one, loud)).toBeLessThan(5); // which it would take, knowing of its own alone
  });

  it("and takes a frame again as soon as others have left, whichever way", async () => {
    const overflow = openOverflow();
    const loud = randomUUID();
    expect(await fill(overflow, loud)).toBe(6);
    await spilledFrames.remove(pg, await pg("spilled_frames").limit(1).pluck("id"));
    clock.advance(1_000);
    expect(await fill(overflow, loud)).toBe(1);
    await spilledFrames.removeOfResource(pg, loud);
    clock.advance(1_000);
    expect(await fill(overflow, loud)).toBe(6);
  });

  it("and still knows a frame that it has: its retry is a duplicate, not a loss", async () => {
    const overflow = openOverflow();
    const kept = frame();
    expect(await overflow.take(kept)).toBe("spilled");
    await fill(overflow, kept.resource_id);
    expect(await overflow.take(kept)).toBe("duplicate");
    expect(await overflow.take({ ...kept, frame_key: newFrameId() })).toBe("full");
  });

  it("and does not count a frame that came twice twice", async () => {
    const overflow = openOverflow();
    const kept = frame();
    for (let i = 0; i < 20; i++) await overflow.take(kept);
    expect(await fill(overflow, kept.resource_id)).toBe(5);
  });
});

describe("one resource", () => {
  it("fills half of it at most", async () => {
    expect(await fill(openOverflow(), randomUUID())).toBe(6);
  });

  it("finds room when others are loud, however many: as much as is left free", async () => {
    const overflow = openOverflow();
    const loud = [randomUUID(), randomUUID(), randomUUID()];
    const full = new Set<string>();
    while (full.size < loud.length)
      for (const each of loud) if ((await overflow.take(frame(each))) === "full") full.add(each);
    for (const each of loud) expect(await pg("spilled_frames").where({ resource_id: each })).toHaveLength(3);
    expect(await overflow.take(frame())).toBe("spilled");
  });
});

it("Postgres away is not a full overflow: it is told as what it is, and found again at once", async () => {
  const away = openPostgres("postgres://nobody@127.0.0.1:9/none");
  const stores = { pg: away };
  const overflow = createOverflow({ stores, config: { overflowBytesMax: BYTES_MAX }, clock } as unknown as Services);
  await expect(overflow.take(frame())).rejects.toThrow("ECONNREFUSED");
  stores.pg = pg;
  expect(await overflow.take(frame(), pg)).toBe("spilled");
  await away.destroy();
});
