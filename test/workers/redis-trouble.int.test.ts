import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBooks, storedMessages } from "../support/books.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../support/frames.ts";
import {
  eventually,
  linksOf,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasLinks: true });
});
afterAll(() => service.stop());

const post = async ({ drainToken }: Provisioned, text: string) => {
  const headers = { "logplex-frame-id": newFrameId() };
  expect((await postFrame(service, drainToken, frameOf([syslogLine(text)]), headers)).status).toBe(204);
};

const stored = ({ resourceId }: Provisioned, texts: string[]) =>
  eventually(async () => {
    const messages = (await storedMessages(service, resourceId)).sort();
    return messages.length >= texts.length ? messages : null;
  });

describe("the frame loop", () => {
  it("stores what was handed to it in an answer that got lost on the way", async () => {
    const resource = await provisionResource(service);
    await post(resource, "first");
    await stored(resource, ["first"]);
    // The blocking read's answer is the only one that carries a frame's bytes.
    linksOf(service).redis.loseNextAnswer((bytes) => bytes.includes("handed over"));
    await post(resource, "handed over");
    await post(resource, "next");
    expect(await stored(resource, ["first", "handed over", "next"])).toEqual(["first", "handed over", "next"]);
    await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
    expect(await readBooks(service, resource.resourceId)).toMatchObject({ received: 3, stored: 3 });
  }, 20_000);

  it("goes on when the connection breaks again and again, and stores each line once", async () => {
    const resource = await provisionResource(service);
    const texts = Array.from({ length: 12 }, (_, i) => `line ${String(i).padStart(2, "0")}`);
    for (const [i, text] of texts.entries()) {
      if (i % 4 === 1) await linksOf(service).redis.cut();
      if (i % 4 === 3) await linksOf(service).redis.mend();
      await post(resource, text);
    }
    await linksOf(service).redis.mend();
    expect(await stored(resource, texts)).toEqual(texts);
    await eventually(async () => (await service.services.stores.pg("spilled_frames")).length === 0);
    await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
    expect((await storedMessages(service, resource.resourceId)).sort()).toEqual(texts);
  });

  it("goes on after Redis came back empty: a failover to a bare replica", async () => {
    const resource = await provisionResource(service);
    const admin = new Redis(service.redisUrl);
    await admin.flushall();
    admin.disconnect();
    await post(resource, "after the loss");
    expect(await stored(resource, ["after the loss"])).toEqual(["after the loss"]);
  }, 30_000);
});
