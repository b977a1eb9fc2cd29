import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer } from "../../../app/contract/api.ts";
import { createQuarantineDoor, type UnknownFrame } from "../../../app/domain/drains/quarantine.ts";
import { releaseQuarantine } from "../../../app/domain/drains/release-quarantine.ts";
import { fingerprint, sha256Hex } from "../../../app/lib/secrets.ts";
import * as attachments from "../../../app/stores/postgres/attachments.ts";
import { deleteRowsOfResource } from "../../../app/stores/postgres/purge.ts";
import * as quarantine from "../../../app/stores/postgres/quarantine.ts";
import { openFrameStream } from "../../../app/stores/redis/frame-stream.ts";
import { bookBytes, readBooks, storedMessages } from "../../support/books.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import {
  apiGet,
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

let service: TestService;
let now = new Date("2026-11-20T12:00:00Z");
beforeAll(async () => {
  service = await startTestService({ clock: { now: () => now } });
});
afterAll(() => service.stop());
beforeEach(async () => {
  now = new Date();
  await service.services.stores.pg("quarantined_frames").delete();
});

const HOUR_MS = 3_600_000;
const newToken = () => `d.${randomUUID()}`;
const waiting = () => service.services.stores.pg("quarantined_frames").count({ n: "*" }).first<{ n: string }>();

async function learn(resourceId: string, drainToken: string): Promise<void> {
  await attachments.upsert(service.services.stores.pg, {
    resource_id: resourceId,
    log_drain_token_hash: sha256Hex(drainToken),
    log_drain_token_sealed: service.services.secrets.seal(drainToken, "attachments.log_drain_token"),
    log_drain_token_fingerprint: fingerprint(drainToken),
  });
  await service.services.stores.notices.resourceChanged(resourceId);
}

/** The service with a spool that takes nothing more. */
function withFullSpool() {
  const { stores } = service.services;
  const frames = openFrameStream(stores.redis, { shards: 1, bytesMax: 1 });
  return { ...service.services, stores: { ...stores, frames } };
}

async function books({ apiToken }: Provisioned): Promise<{ expired: number }> {
  const { body } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger?from=-2d");
  return { expired: body.data.reduce((sum, hour) => sum + hour.expired, 0) };
}

async function messages({ apiToken }: Provisioned): Promise<string[]> {
  now = new Date(); // the lines are stamped by the real clock, and `to` is the service's now
  const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs?order=asc&from=-1d");
  return body.data.map((line) => line.message);
}

describe("a well-formed token we do not know yet", () => {
  it("gets 204, its frames wait, and once the token is learnt each line is found exactly once", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    const id = { "logplex-frame-id": newFrameId() };
    expect((await postFrame(service, drainToken, frameOf([syslogLine("early bird")]), id)).status).toBe(204);
    expect((await postFrame(service, drainToken, frameOf([syslogLine("early bird")]), id)).status).toBe(204);
    expect((await waiting())?.n).toBe("1");
    await learn(resource.resourceId, drainToken);
    // A retry that meets the learnt token, while the first copy still waits.
    expect((await postFrame(service, drainToken, frameOf([syslogLine("early bird")]), id)).status).toBe(204);
    await releaseQuarantine(service.services);
    await postFrame(service, drainToken, frameOf([syslogLine("later")]));
    await eventually(async () => (await messages(resource)).includes("later"));
    expect((await messages(resource)).filter((message) => message === "early bird")).toEqual(["early bird"]);
    expect((await waiting())?.n).toBe("0");
    const { body } = await apiGet<LedgerAnswer>(service, resource.apiToken, "/ledger");
    expect(body.data.reduce((sum, hour) => sum + hour.quarantined, 0)).toBe(1);
  });

  it("has the L10 line of its retries stored and booked once, of those that came before it was learnt and after", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    const id = newFrameId();
    const since = "Error L10 (output buffer overflow): 7 messages dropped since 2026-03-04T09:20:51+00:00.";
    const post = async (second: number | null) => {
      const l10 = `<172>1 2026-03-04T09:21:0${second}+00:00 host heroku logplex - ${since}`;
      const lines = [...(second === null ? [] : [l10]), syslogLine("early bird")];
      const headers = { "logplex-frame-id": id, "logplex-msg-count": String(lines.length) };
      expect((await postFrame(service, drainToken, frameOf(lines), headers)).status).toBe(204);
    };
    for (const second of [null, 1, 2]) await post(second);
    await learn(resource.resourceId, drainToken);
    await post(3);
    await releaseQuarantine(service.services);
    await post(4);
    await postFrame(service, drainToken, frameOf([syslogLine("later")]));
    await eventually(async () => (await service.services.stores.frames.depth()).frames === 0);
    expect((await storedMessages(service, resource.resourceId)).sort()).toEqual([since, "early bird", "later"]);
    expect(await readBooks(service, resource.resourceId)).toMatchObject({
      frames: 2,
      received: 3,
      stored: 3,
      upstream_dropped: 7,
      count_mismatches: 0,
    });
  });

  it("expires after a day, not sooner; the loss is booked if the token is learnt after all", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    await postFrame(service, drainToken, frameOf([syslogLine("one"), syslogLine("two")]));
    const sentAtMs = now.getTime();
    now = new Date(sentAtMs + 23 * HOUR_MS);
    await releaseQuarantine(service.services);
    expect((await waiting())?.n).toBe("1");
    now = new Date(sentAtMs + 25 * HOUR_MS);
    await releaseQuarantine(service.services);
    expect((await waiting())?.n).toBe("0");
    await learn(resource.resourceId, drainToken);
    await releaseQuarantine(service.services);
    await releaseQuarantine(service.services);
    const { body } = await apiGet<LedgerAnswer>(service, resource.apiToken, "/ledger?from=-2d");
    expect(body.data.reduce((sum, hour) => sum + hour.expired, 0)).toBe(2);
  });

  it("never expires once the token is learnt, however long the spool is full: its frames wait in the overflow", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    await postFrame(service, drainToken, frameOf([syslogLine("acknowledged early")]));
    await learn(resource.resourceId, drainToken);
    now = new Date(now.getTime() + 25 * HOUR_MS);
    await releaseQuarantine(withFullSpool());
    expect((await waiting())?.n).toBe("0");
    await eventually(async () => (await messages(resource)).includes("acknowledged early"));
    expect((await books(resource)).expired).toBe(0);
  });

  it("stays where it is while spool and overflow are full, and leaves once there is room", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    await postFrame(service, drainToken, frameOf([syslogLine("waits for room")]));
    await learn(resource.resourceId, drainToken);
    const full = withFullSpool();
    const allFull = { ...full, config: { ...full.config, overflowBytesMax: 1 } };
    expect(await releaseQuarantine(allFull)).toBe(0);
    expect((await waiting())?.n).toBe("1");
    expect(await releaseQuarantine(service.services)).toBe(1);
    await eventually(async () => (await messages(resource)).includes("waits for room"));
    const { body } = await apiGet<LedgerAnswer>(service, resource.apiToken, "/ledger");
    expect(body.data.reduce((sum, hour) => sum + hour.quarantined, 0)).toBe(1);
  });

  it("never expires once the token is learnt, when the turn that would let it out fails", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    await postFrame(service, drainToken, frameOf([syslogLine("outlasts an outage")]));
    await learn(resource.resourceId, drainToken);
    const before = new Date(now.getTime() + 25 * HOUR_MS);
    expect(await quarantine.expireBefore(service.services.stores.pg, before, before)).toBe(0);
    await releaseQuarantine(service.services);
    await eventually(async () => (await messages(resource)).includes("outlasts an outage"));
  });

  it("keeps every first line of an app, though the resource is over its quota for the day", async () => {
    const resource = await provisionResource(service, { plan: "test" });
    await bookBytes(service, resource.resourceId, 100_000_000);
    const drainToken = newToken();
    const first = Array.from({ length: 30 }, (_, i) => syslogLine(`ordinary ${i}`));
    expect((await postFrame(service, drainToken, frameOf(first))).status).toBe(204);
    await learn(resource.resourceId, drainToken);
    await releaseQuarantine(service.services);
    const booked = await eventually(async () => {
      const each = await readBooks(service, resource.resourceId);
      return each.received === 30 ? each : null;
    });
    expect(booked).toMatchObject({ stored: 30, shed: 0 });
  });

  it("is found even if its app was detached again before it could leave", async () => {
    const resource = await provisionResource(service);
    const drainToken = newToken();
    await postFrame(service, drainToken, frameOf([syslogLine("short visit")]));
    await learn(resource.resourceId, drainToken);
    await service.services.stores
      .pg("attachments")
      .where({ log_drain_token_hash: sha256Hex(drainToken) })
      .update({ removed_at: now });
    await releaseQuarantine(service.services);
    await eventually(async () => (await messages(resource)).includes("short visit"));
  });

  it("goes with its resource: a purge leaves no frame of a token that was learnt, and its neighbour's alone", async () => {
    const [gone, stays] = [await provisionResource(service), await provisionResource(service)];
    const [goneToken, staysToken] = [newToken(), newToken()];
    for (const token of [goneToken, staysToken]) await postFrame(service, token, frameOf([syslogLine("private")]));
    await learn(gone.resourceId, goneToken);
    await learn(stays.resourceId, staysToken);
    const { pg } = service.services.stores;
    await deleteRowsOfResource(pg, gone.resourceId);
    expect(await pg("quarantined_frames").where({ token_hash: sha256Hex(goneToken) })).toEqual([]);
    await releaseQuarantine(service.services);
    await eventually(async () => (await messages(stays)).includes("private"));
  });
});

describe("what an outsider can do", () => {
  const bounds = { frames: 5, bytes: 10_000, framesPerToken: 2, framesPerSender: 3, bytesPerSender: 5_000 };
  const frame = (changes: Partial<UnknownFrame> = {}): UnknownFrame => ({
    drainToken: newToken(),
    frameKey: newFrameId(),
    senderAddress: "203.0.113.7",
    msgCount: 1,
    lineCount: 1,
    body: Buffer.from("x".repeat(100)),
    ...changes,
  });
  const door = () => createQuarantineDoor(service.services, bounds);

  it("is bounded per token, per sender and in bytes, with 503: a new attachment's frame may come again", async () => {
    const drainToken = newToken();
    const first = door();
    await first.take(frame({ drainToken }));
    await first.take(frame({ drainToken }));
    await expect(first.take(frame({ drainToken }))).rejects.toMatchObject({ code: "drain.unavailable" });
    await first.take(frame());
    await expect(first.take(frame())).rejects.toMatchObject({ code: "drain.unavailable" });
    const big = frame({ senderAddress: "203.0.113.8", body: Buffer.alloc(5_001) });
    await expect(first.take(big)).rejects.toMatchObject({ code: "drain.unavailable" });
  });

  it("is bounded in bytes to the byte, for one sender and for all", async () => {
    const quarantine = door();
    const send = (senderAddress: string, bytes: number) =>
      quarantine.take(frame({ senderAddress, body: Buffer.alloc(bytes) }));
    expect(await send("203.0.113.1", 4_000)).toBe("quarantined");
    await expect(send("203.0.113.1", 1_001)).rejects.toMatchObject({ code: "drain.unavailable" });
    expect(await send("203.0.113.1", 1_000)).toBe("quarantined");
    await expect(send("203.0.113.2", 5_001)).rejects.toMatchObject({ code: "drain.unavailable" });
    expect(await send("203.0.113.2", 5_000)).toBe("quarantined");
    await expect(send("203.0.113.3", 1)).rejects.toMatchObject({ code: "drain.unavailable" });
  });

  it("is 600 frames a minute for one sender, and what is beyond costs no query; another sender has its own", async () => {
    const quarantine = door();
    const once = frame();
    for (let i = 0; i < 600; i++) await quarantine.take(once);
    const [beyond, others] = [frame(), frame({ senderAddress: "203.0.113.8" })];
    const asked: unknown[] = [];
    const note = ({ bindings = [] }: { bindings?: unknown[] }) => asked.push(...bindings);
    const { pg } = service.services.stores;
    pg.on("query", note);
    await expect(quarantine.take(beyond)).rejects.toMatchObject({ code: "drain.unavailable" });
    expect(await quarantine.take(others)).toBe("quarantined");
    pg.removeListener("query", note);
    expect(asked).toContain(sha256Hex(others.drainToken));
    expect(asked).not.toContain(sha256Hex(beyond.drainToken));
  });

  it("never displaces what waits already: a full quarantine refuses newcomers with 503", async () => {
    const quarantine = door();
    const kept = frame({ senderAddress: "198.51.100.1" });
    await quarantine.take(kept);
    for (let i = 0; i < 4; i++) await quarantine.take(frame({ senderAddress: `203.0.113.${i}` }));
    await expect(quarantine.take(frame({ senderAddress: "203.0.113.99" }))).rejects.toMatchObject({
      code: "drain.unavailable",
    });
    const rows = await service.services.stores
      .pg("quarantined_frames")
      .where({ token_hash: sha256Hex(kept.drainToken) });
    expect(rows).toHaveLength(1);
  });

  it("does not touch a customer's frames, however many unknown ones arrive", async () => {
    const resource = await provisionResource(service);
    for (let i = 0; i < 500; i++) await postFrame(service, newToken(), frameOf([syslogLine("junk")]));
    expect((await postFrame(service, newToken(), frameOf([syslogLine("junk")]))).status).toBe(503);
    expect((await postFrame(service, resource.drainToken, frameOf([syslogLine("mine")]))).status).toBe(204);
    await eventually(async () => (await messages(resource)).includes("mine"));
  });

  it("gets 404 for a token that no Logplex makes, and for one whose add-on is gone", async () => {
    for (const token of ["d.not-a-uuid", "t.0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", "x".repeat(64)])
      expect((await postFrame(service, token, frameOf([syslogLine("x")]))).status).toBe(404);
    expect((await waiting())?.n).toBe("0");
  });
});
