import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readBooks, storedMessages } from "../../support/books.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import {
  eventually,
  linksOf,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasLinks: true });
});
afterAll(() => service.stop());
afterEach(() => linksOf(service).redis.mend());

const spilled = (resourceId: string) => service.services.stores.pg("spilled_frames").where({ resource_id: resourceId });

async function post({ drainToken }: Provisioned, text: string, id: string) {
  const response = await postFrame(service, drainToken, frameOf([syslogLine(text)]), { "logplex-frame-id": id });
  expect(response.status).toBe(204);
}

/** Stored, with nothing left anywhere that could still arrive. */
async function settled(resourceId: string, lines: number) {
  await eventually(async () => (await spilled(resourceId)).length === 0);
  await eventually(async () => (await readBooks(service, resourceId)).received >= lines);
  await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
  return (await storedMessages(service, resourceId)).sort();
}

describe("POST /drain while Redis is away", () => {
  it.each(["cut", "hush"] as const)(
    "answers 204 (%s): the frame waits in Postgres and is stored when Redis is back",
    async (how) => {
      const resource = await provisionResource(service);
      await post(resource, "before", newFrameId());
      await settled(resource.resourceId, 1);
      await linksOf(service).redis[how]();
      await post(resource, "during", newFrameId());
      expect(await spilled(resource.resourceId)).toHaveLength(1);
      await linksOf(service).redis.mend();
      expect(await settled(resource.resourceId, 2)).toEqual(["before", "during"]);
      expect(await readBooks(service, resource.resourceId)).toMatchObject({ received: 2, stored: 2 });
    },
  );

  it("keeps a frame that Logplex retries during the outage once", async () => {
    const resource = await provisionResource(service);
    await post(resource, "before", newFrameId());
    await linksOf(service).redis.cut();
    const id = newFrameId();
    await post(resource, "retried", id);
    await post(resource, "retried", id);
    expect(await spilled(resource.resourceId)).toHaveLength(1);
    await linksOf(service).redis.mend();
    expect(await settled(resource.resourceId, 2)).toEqual(["before", "retried"]);
  });

  it("stores a frame once that waits in Postgres and that Logplex retries when Redis is back", async () => {
    const resource = await provisionResource(service);
    await post(resource, "before", newFrameId());
    await linksOf(service).redis.cut();
    const id = newFrameId();
    await post(resource, "retried", id);
    await linksOf(service).redis.mend();
    await eventually(async () => service.services.stores.redis.commands.status === "ready");
    await post(resource, "retried", id);
    await post(resource, "after", newFrameId());
    expect(await settled(resource.resourceId, 3)).toEqual(["after", "before", "retried"]);
  });

  it("stores the L10 line of a retry once, whichever of the two stores took the frame and which the retry", async () => {
    const resource = await provisionResource(service);
    const [early, late] = [newFrameId(), newFrameId()];
    const send = async (id: string, text: string, second: number | null) => {
      const l10 = `<172>1 2026-03-04T09:21:0${second}+00:00 host heroku logplex - Error L10 (output buffer overflow): 7 messages dropped since 2026-03-04T09:20:51+00:00.`;
      const body = frameOf([...(second === null ? [] : [l10]), syslogLine(text)]);
      const headers = { "logplex-frame-id": id, "logplex-msg-count": second === null ? "1" : "2" };
      expect((await postFrame(service, resource.drainToken, body, headers)).status).toBe(204);
    };
    await send(early, "early", null);
    await settled(resource.resourceId, 1);
    await linksOf(service).redis.cut();
    await send(early, "early", 1);
    await send(late, "late", 2);
    await send(late, "late", 3);
    expect(await spilled(resource.resourceId)).toHaveLength(4); // lines and L10 line of either; "early" is known later
    await linksOf(service).redis.mend();
    await eventually(async () => service.services.stores.redis.commands.status === "ready");
    await send(early, "early", 4);
    await send(late, "late", 5);
    const l10 = "Error L10 (output buffer overflow): 7 messages dropped since 2026-03-04T09:20:51+00:00.";
    expect(await settled(resource.resourceId, 4)).toEqual([l10, l10, "early", "late"]);
    const books = await readBooks(service, resource.resourceId);
    expect(books).toMatchObject({ frames: 2, received: 4, stored: 4, upstream_dropped: 14, count_mismatches: 0 });
  });

  it("stores a frame once whose acceptance Redis confirmed and we never heard", async () => {
    const resource = await provisionResource(service);
    await post(resource, "before", newFrameId());
    await settled(resource.resourceId, 1);
    linksOf(service).redis.loseNextAnswer((bytes) => bytes.includes("accepted"));
    await post(resource, "unsure", newFrameId());
    await eventually(async () => service.services.stores.redis.commands.status === "ready");
    await post(resource, "after", newFrameId());
    expect(await settled(resource.resourceId, 3)).toEqual(["after", "before", "unsure"]);
  });

  it("stores what comes after the reader's connection went dead without a word", async () => {
    const resource = await provisionResource(service);
    await post(resource, "before", newFrameId());
    await settled(resource.resourceId, 1);
    linksOf(service).redis.vanish((said) => said.includes("XREADGROUP"));
    await post(resource, "after", newFrameId());
    expect(await settled(resource.resourceId, 2)).toEqual(["after", "before"]);
  });
});
