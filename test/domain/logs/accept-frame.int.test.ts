import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { createDoorCounts } from "../../../app/domain/ledger/door-counts.ts";
import { acceptOwned } from "../../../app/domain/logs/accept-frame.ts";
import { createOverflow } from "../../../app/domain/logs/overflow.ts";
import { isNoticeKey } from "../../../app/lib/frame-key.ts";
import { readBooks, storedMessages } from "../../support/books.ts";
import { frameOf, newFrameId, syslogLine } from "../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const away = (): never => {
  throw new Error("away");
};

/** Stores that are away for one of a frame's two parts: its L10 line, or the frame itself. */
function awayFor(isAway: (frameKey: string) => boolean): Services {
  const { stores } = service.services;
  const frames: typeof stores.frames = {
    ...stores.frames,
    accept: async (frame) => (isAway(frame.frameKey) ? away() : stores.frames.accept(frame)),
  };
  return { ...service.services, stores: { ...stores, frames, pg: away as never } };
}

const SINCE = "Error L10 (output buffer overflow): 7 messages dropped since 2026-03-04T09:20:51+00:00.";

describe("a frame with an L10 line in front", () => {
  it.each([
    ["its L10 line", isNoticeKey, "duplicate"],
    ["the frame", (key: string) => !isNoticeKey(key), "spooled"],
  ])("is not acknowledged while %s is nowhere on disk, and the retry completes it", async (_, isAway, retried) => {
    const { resourceId } = await provisionResource(service);
    const counts = createDoorCounts(service.services);
    const owner = { drainId: randomUUID(), resourceId, isOverQuota: false, retentionDays: 14 };
    const frameId = newFrameId();
    const texts = ["one", "x".repeat(9_000)]; // memory of its own, which the door gives back once Redis has a body
    const send = (services: Services, second: number) => {
      const l10 = `<172>1 2026-03-04T09:21:0${second}+00:00 host heroku logplex - ${SINCE}`;
      const frame = frameOf([l10, ...texts.map((text) => syslogLine(text))]);
      const body = Buffer.from(new Uint8Array(frame).buffer);
      return acceptOwned(services, { counts, overflow: createOverflow(services) }, owner as never, {
        frameId,
        msgCount: 3,
        body,
      });
    };
    await expect(send(awayFor(isAway), 1)).rejects.toMatchObject({ code: "drain.unavailable" });
    expect(await send(service.services, 2)).toBe(retried);
    await eventually(async () => (await readBooks(service, resourceId)).received === 3);
    await counts.close();
    expect((await storedMessages(service, resourceId)).sort()).toEqual([SINCE, ...texts]);
    expect(await readBooks(service, resourceId)).toMatchObject({
      frames: 1,
      received: 3,
      stored: 3,
      duplicates: retried === "duplicate" ? 2 : 0,
      upstream_dropped: 7,
      count_mismatches: 0,
    });
  });
});
