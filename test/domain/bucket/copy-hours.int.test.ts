import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChangeAnswer } from "../../../app/contract/change.ts";
import type { Line } from "../../../app/contract/line.ts";
import { copyHours, SETTLED_MS } from "../../../app/domain/bucket/copy-hours.ts";
import { dispatchCopies } from "../../../app/domain/bucket/dispatch-copies.ts";
import { storeChanges } from "../../../app/domain/changes/store-changes.ts";
import { deleteLinesOfResource } from "../../../app/stores/clickhouse/log-lines.ts";
import * as ledger from "../../../app/stores/postgres/ledger.ts";
import type { Sandbox } from "../../../sandbox/index.ts";
import { makeApiToken } from "../../support/api.ts";
import { bucketHours, getBucket, keysIn, objectAt, putBucket, rowsAt, sandboxBucket } from "../../support/bucket.ts";
import { changeRow } from "../../support/changes.ts";
import { createShiftedClock, type ShiftedClock } from "../../support/clock.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { misbehave, startWithSandbox } from "../../support/sandbox.ts";
import { eventually, partnerCall, provisionResource, type TestService } from "../../support/service.ts";
import { storeLines } from "../../support/store-lines.ts";

const HOUR_MS = 3_600_000;

interface Manifest {
  lines: { key: string; rows: number; messages: number; bytes: number; sha256: string };
  changes: { key: string; rows: number; bytes: number; sha256: string };
  books: { received: number; stored: number };
  is_complete: boolean;
}

let service: TestService;
let sandbox: Sandbox;
let stop: () => Promise<void>;
let clock: ShiftedClock;
beforeAll(async () => {
  clock = createShiftedClock();
  ({ service, sandbox, stop } = await startWithSandbox({ clock }));
});
beforeEach(async () => {
  clock.shift(0);
  // What a test sends is to be of one hour.
  await eventually(async () => Date.now() % HOUR_MS < HOUR_MS - 15_000);
});
afterAll(() => stop());

/** A resource whose hours go to a folder of its own. */
async function setUp(changes: object = {}) {
  const resource = await provisionResource(service);
  const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
  const prefix = `${randomUUID()}/`;
  const { status } = await putBucket(service, admin, sandboxBucket(sandbox, { prefix, ...changes }));
  expect(status).toBe(200);
  await setDue(resource.resourceId, new Date("2100-01-01"));
  return { resource, admin, prefix, resourceId: resource.resourceId };
}

/** The workers come by every minute; a test says itself when something is copied. */
const setDue = (resourceId: string, due_at: Date) =>
  service.services.stores.pg("buckets").where({ resource_id: resourceId }).update({ due_at });

const storedByTheBooks = (resourceId: string, hour: string, messages: number) =>
  eventually(async () => {
    const to = new Date(Date.parse(hour) + 2 * HOUR_MS);
    const books = await ledger.list(service.services.stores.pg, resourceId, new Date(hour), to);
    return books.reduce((sum, row) => sum + Number(row.stored), 0) >= messages;
  });

const hourOf = (at: number) => new Date(Math.floor(at / HOUR_MS) * HOUR_MS).toISOString();
const pathOf = (hour: string) => hour.slice(0, 13).replaceAll(/[-T]/g, "/");
/** Copies as if it were so many hours later. */
async function copyLater(resourceId: string, hours = 1): Promise<void> {
  clock.shift(hours * HOUR_MS + SETTLED_MS);
  await copyHours(service.services, { resourceId });
}
const manifestOf = async (prefix: string, hour: string) =>
  JSON.parse((await objectAt(sandbox, `${prefix}manifests/${pathOf(hour)}.json`)).toString()) as Manifest;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("an hour that is over", () => {
  it("is copied whole: its lines, its changes, and then a manifest that agrees with them and with the books", async () => {
    const { resource, resourceId, admin, prefix } = await setUp();
    const hour = hourOf(Date.now());
    const lines = ["one", "zażółć 😀", "x".repeat(9_000), '{"a":1}'];
    await storeLines(
      service,
      resource,
      lines.map((text) => syslogLine(text)),
    );
    await storeChanges(service.services, [{ ...changeRow(resourceId), receivedAt: Date.now() }]);
    await copyLater(resourceId);

    const manifest = await manifestOf(prefix, hour);
    expect(manifest).toMatchObject({
      version: 1,
      resource: resourceId,
      hour,
      lines: { key: `${prefix}lines/${pathOf(hour)}.ndjson.gz`, rows: 4, messages: 4 },
      changes: { key: `${prefix}changes/${pathOf(hour)}.ndjson.gz`, rows: 1 },
      books: { received: 4, stored: 4, shed: 0, rejected: 0 },
      is_complete: true,
    });
    const copied = await rowsAt<Line>(sandbox, manifest.lines.key);
    expect(copied.map(({ message }) => message)).toEqual(lines);
    expect(copied[3]).toMatchObject({ kind: "app", fields: { a: "1" }, process_id: "web.1" });
    const [change] = await rowsAt<ChangeAnswer>(sandbox, manifest.changes.key);
    expect(change).toMatchObject({ herokuActorEmail: "dana@example.com", eventName: "config_change.set" });
    for (const file of [manifest.lines, manifest.changes]) {
      const bytes = await objectAt(sandbox, file.key);
      expect([bytes.length, sha256(bytes)]).toEqual([file.bytes, file.sha256]);
    }
    expect((await keysIn(sandbox, prefix)).at(-1)).toBe(`${prefix}manifests/${pathOf(hour)}.json`);
    expect(await bucketHours(service, admin)).toMatchObject([
      { hour, lines: manifest.lines, stored: 4, is_complete: true },
    ]);
    expect(await getBucket(service, admin)).toMatchObject({
      next_hour: new Date(Date.parse(hour) + HOUR_MS).toISOString(),
      error: null,
    });
  });

  it("has lines of this add-on only, and is told also when there are none", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const hour = hourOf(Date.now());
    await storeLines(service, theirs.resource, [syslogLine("theirs")]);
    await copyLater(mine.resourceId);
    const manifest = await manifestOf(mine.prefix, hour);
    expect(manifest).toMatchObject({
      lines: { rows: 0 },
      changes: { rows: 0 },
      books: { stored: 0 },
      is_complete: true,
    });
    expect(await rowsAt(sandbox, manifest.lines.key)).toEqual([]);
    expect(await keysIn(sandbox, theirs.prefix)).toEqual([`${theirs.prefix}draintrail.json`]);
  });

  it("is copied in pages without a gap or a repeat", async () => {
    const { resource, resourceId, prefix } = await setUp();
    const texts = Array.from({ length: 2_500 }, (_, i) => `line ${i}`);
    const hour = hourOf(Date.now());
    for (let at = 0; at < texts.length; at += 500) {
      const frame = frameOf(texts.slice(at, at + 500).map((text) => syslogLine(text)));
      expect((await postFrame(service, resource.drainToken, frame)).status).toBe(204);
    }
    await storedByTheBooks(resourceId, hour, texts.length);
    await copyLater(resourceId);
    const copied = await rowsAt<Line>(sandbox, `${prefix}lines/${pathOf(hour)}.ndjson.gz`);
    expect(copied.map(({ message }) => message)).toEqual(texts);
  });

  it("is not copied while it goes on, nor while frames of it wait", async () => {
    const { resource, resourceId, prefix } = await setUp();
    await storeLines(service, resource, [syslogLine("one")]);
    await copyHours(service.services, { resourceId });
    expect(await keysIn(sandbox, prefix)).toEqual([`${prefix}draintrail.json`]);
  });

  it("counts messages without a header as the books do, many to a line", async () => {
    const { resource, resourceId, prefix } = await setUp();
    const hour = hourOf(Date.now());
    const frame = Buffer.concat(Array.from({ length: 150 }, () => Buffer.from("1 x")));
    expect((await postFrame(service, resource.drainToken, frame)).status).toBe(204);
    await storedByTheBooks(resourceId, hour, 150);
    await copyLater(resourceId);
    expect(await manifestOf(prefix, hour)).toMatchObject({
      lines: { rows: 101, messages: 150 },
      books: { stored: 150 },
      is_complete: true,
    });
  });
});

describe("hours", () => {
  it("follow each other without one left out, however late", async () => {
    const { resourceId, admin, prefix } = await setUp();
    const first = Date.parse(hourOf(Date.now()));
    await copyLater(resourceId, 30);
    await copyHours(service.services, { resourceId });
    const hours = (await bucketHours(service, admin)).length;
    expect(hours).toBe(24); // what the API gives unless asked for more
    const manifests = (await keysIn(sandbox, prefix)).filter((key) => key.includes("/manifests/"));
    expect(manifests.sort()).toEqual(
      Array.from(
        { length: 30 },
        (_, i) => `${prefix}manifests/${pathOf(new Date(first + i * HOUR_MS).toISOString())}.json`,
      ),
    );
  });

  it("are copied by the workers alone once they are due", async () => {
    const { resourceId, prefix } = await setUp();
    clock.shift(2 * HOUR_MS + SETTLED_MS);
    await setDue(resourceId, new Date());
    await dispatchCopies(service.services);
    await eventually(async () => (await keysIn(sandbox, prefix)).some((key) => key.includes("/manifests/")));
  });

  it("of which the books say more by now are copied again, in their place", async () => {
    const { resource, resourceId, prefix } = await setUp();
    const hour = hourOf(Date.now());
    await storeLines(service, resource, [syslogLine("in time")]);
    await copyLater(resourceId);
    clock.shift(0);
    await storeLines(service, resource, [syslogLine("late")]);
    await copyLater(resourceId);
    expect(await manifestOf(prefix, hour)).toMatchObject({
      lines: { rows: 2 },
      books: { stored: 2 },
      is_complete: true,
    });
  });

  it("are not replaced by less when lines have expired meanwhile", async () => {
    const { resource, resourceId, admin, prefix } = await setUp();
    const hour = hourOf(Date.now());
    await storeLines(service, resource, [syslogLine("kept for good")]);
    await copyLater(resourceId);
    await deleteLinesOfResource(service.services.stores.clickhouse, resourceId);
    const late = { ...ledger.emptyEntry(resourceId, new Date(hour)), received: 1, stored: 1 };
    await ledger.add(service.services.stores.pg, [late]);
    await copyHours(service.services, { resourceId });
    const [line] = await rowsAt<Line>(sandbox, `${prefix}lines/${pathOf(hour)}.ndjson.gz`);
    expect(line?.message).toBe("kept for good");
    expect(await manifestOf(prefix, hour)).toMatchObject({ lines: { rows: 1 }, is_complete: true });
    expect(await bucketHours(service, admin)).toMatchObject([{ lines: { rows: 1 }, stored: 2, is_complete: false }]);
  });

  it("are said to be incomplete when the store has fewer than the books", async () => {
    const { resource, resourceId, admin, prefix } = await setUp();
    const hour = hourOf(Date.now());
    await storeLines(service, resource, [syslogLine("one")]);
    const lost = { ...ledger.emptyEntry(resourceId, new Date(hour)), received: 5, stored: 5 };
    await ledger.add(service.services.stores.pg, [lost]);
    await copyLater(resourceId);
    expect(await manifestOf(prefix, hour)).toMatchObject({
      lines: { messages: 1 },
      books: { stored: 6 },
      is_complete: false,
    });
    expect(await bucketHours(service, admin)).toMatchObject([{ is_complete: false }]);
    // And not over and over: nothing changed.
    const before = (await keysIn(sandbox, prefix)).length;
    await copyHours(service.services, { resourceId });
    expect(await keysIn(sandbox, prefix)).toHaveLength(before);
  });
});

describe("a bucket that fails", () => {
  it("is tried again, and the same hour first; why is told in words", async () => {
    const { resource, resourceId, admin, prefix } = await setUp();
    const hour = hourOf(Date.now());
    await storeLines(service, resource, [syslogLine("one")]);
    await misbehave(sandbox, { kind: "answer", route: "PUT /quay-logs/*", status: 503, times: 1 });
    await copyLater(resourceId);
    expect(await getBucket(service, admin)).toMatchObject({
      next_hour: hour,
      error: "it answered 503",
      failing_since: expect.any(String),
    });
    await copyHours(service.services, { resourceId });
    expect(await getBucket(service, admin)).toMatchObject({ error: null, failing_since: null });
    expect(await manifestOf(prefix, hour)).toMatchObject({ lines: { rows: 1 }, is_complete: true });
  });

  it("gets no manifest of an hour of which a file is missing", async () => {
    const { resource, resourceId, prefix } = await setUp();
    await storeLines(service, resource, [syslogLine("one")]);
    await misbehave(sandbox, { kind: "cut", route: "PUT /quay-logs/*", times: 2 });
    await copyLater(resourceId);
    await copyHours(service.services, { resourceId });
    expect((await keysIn(sandbox, prefix)).filter((key) => key.includes("/manifests/"))).toEqual([]);
    await copyHours(service.services, { resourceId });
    expect((await keysIn(sandbox, prefix)).filter((key) => key.includes("/manifests/"))).toHaveLength(1);
  });
});

describe("a bucket that is gone", () => {
  it("gets nothing more once it is removed, or its add-on is", async () => {
    const { resourceId, prefix } = await setUp();
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
    await copyLater(resourceId);
    expect(await keysIn(sandbox, prefix)).toEqual([`${prefix}draintrail.json`]);
  });
});
