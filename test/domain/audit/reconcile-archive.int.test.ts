import { randomUUID } from "node:crypto";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { type ArchiveOrigin, importEvents } from "../../../app/domain/audit/import-events.ts";
import { coversUntil, reconcileArchive } from "../../../app/domain/audit/reconcile-archive.ts";
import { normaliseAuditEvent } from "../../../app/domain/changes/normalise-audit-event.ts";
import { storeChanges } from "../../../app/domain/changes/store-changes.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { openGeoIp } from "../../../app/stores/geoip.ts";
import { migrateClickHouse } from "../../../migrations/clickhouse.ts";
import { filesOnTheWay } from "../../support/block-files.ts";
import { auditEvent } from "../../support/changes.ts";
import { makeTempDir } from "../../support/stores.ts";

let clickhouse: ClickHouse;
let services: Pick<Services, "stores">;
let removeDir: () => Promise<void>;
beforeAll(async () => {
  const temp = await makeTempDir("reconcile");
  removeDir = temp.remove;
  clickhouse = await openEmbeddedClickHouse(path.join(temp.dir, "clickhouse"));
  await migrateClickHouse(clickhouse, null);
  services = { stores: { clickhouse, geoip: await openGeoIp({ city: null, asn: null }) } } as Pick<Services, "stores">;
});
afterAll(async () => {
  await clickhouse.close();
  await removeDir();
});

const ADDED = new Date("2026-03-10T00:00:00Z");
const MONTH = { year: 2026, month: 3 };
const WRITTEN = new Date("2026-04-01T00:02:00Z");

interface Month {
  resourceId: string;
  sourceId: string;
}
const newMonth = (): Month => ({ resourceId: randomUUID(), sourceId: randomUUID() });

/** As a poll of the day stores them. */
async function poll({ resourceId, sourceId }: Month, events: Record<string, unknown>[], minutesLater = 1) {
  const rows = events.map((event) =>
    normaliseAuditEvent(event, {
      resourceId,
      sourceId,
      receivedAtMs: Date.parse(event.created_at as string) + minutesLater * 60_000,
      period: (event.created_at as string).slice(0, 10),
      retentionDays: 0,
    }),
  );
  await storeChanges(services, rows);
}

async function importJson(of: Month, json: string, at = WRITTEN) {
  const origin: ArchiveOrigin = {
    ...of,
    ...MONTH,
    importId: randomUUID(),
    receivedAtMs: at.getTime() + 60_000,
    retentionDays: 0,
  };
  const { unreadable, ...range } = await importEvents(
    services,
    origin,
    (async function* () {
      yield gzipSync(json);
    })(),
  );
  const archive = { ...MONTH, coversUntil: coversUntil(MONTH, at) };
  return { unreadable, ...(await reconcileArchive(services, { ...origin, ...range }, archive, ADDED)) };
}
const importList = (of: Month, events: Record<string, unknown>[], at?: Date) =>
  importJson(of, JSON.stringify(events), at);

const at = (created_at: string, more: Record<string, unknown> = {}) => auditEvent({ created_at, ...more });

async function countRows({ resourceId }: Month): Promise<number> {
  const [row] = await clickhouse.query<{ n: number }>(
    "SELECT count() AS n FROM heroku_audit_logs FINAL WHERE resource_id = {resource:UUID}",
    { resource: resourceId },
  );
  return row?.n ?? 0;
}

it("tells what polling found, what it missed, what is older than the source, what came late, and what is extra", async () => {
  const month = newMonth();
  const polled = [at("2026-03-11T10:00:00Z"), at("2026-03-12T10:00:00Z")];
  const late = at("2026-03-13T10:00:00Z");
  const extra = at("2026-03-14T10:00:00Z");
  const missing = at("2026-03-15T10:00:00Z");
  const past = [at("2026-03-01T10:00:00Z"), at("2026-03-09T23:59:59Z"), at("2026-03-02T10:00:00Z")];
  await poll(month, [...polled, extra]);
  await poll(month, [late], 90);
  const found = await importList(month, [missing, ...past, late, ...polled]);
  expect(found).toEqual({
    unreadable: 0,
    events: 7,
    already_stored: 3,
    missing: 1,
    backfilled: 3,
    late: 1,
    extra: 1,
    extra_ids: [extra.id],
    covers_until: new Date("2026-04-01T00:00:00Z"),
  });
  expect(await countRows(month)).toBe(8);
});

it("tells the same when the archive is imported again: what it brought does not become found by polling", async () => {
  const month = newMonth();
  const events = [at("2026-03-01T10:00:00Z"), at("2026-03-11T10:00:00Z"), at("2026-03-12T10:00:00Z")];
  await poll(month, events.slice(2));
  const first = await importList(month, events);
  expect(first).toMatchObject({ events: 3, already_stored: 1, missing: 1, backfilled: 1 });
  expect(await importList(month, events, new Date("2026-04-02T00:02:00Z"))).toEqual(first);
  expect(await countRows(month)).toBe(3);
});

it("goes on after an import that died half-way, and counts every event once", async () => {
  const month = newMonth();
  const events = Array.from({ length: 15_000 }, (_, i) => at(new Date(Date.UTC(2026, 2, 1, 0, 0, i)).toISOString()));
  const cut = `[${events
    .slice(0, 12_000)
    .map((event) => JSON.stringify(event))
    .join(",")},`;
  await expect(importJson(month, cut)).rejects.toThrow("ends in the middle");
  const before = await countRows(month);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(15_000);
  expect(await importList(month, events)).toMatchObject({ events: 15_000, backfilled: 15_000, already_stored: 0 });
  expect(await countRows(month)).toBe(15_000);
});

it("leaves no file behind when the store goes away in the middle", async () => {
  const month = newMonth();
  const events = Array.from({ length: 25_000 }, (_, i) => at(new Date(Date.UTC(2026, 2, 1, 0, 0, i)).toISOString()));
  const whole = services.stores.clickhouse;
  let inserts = 0;
  services.stores.clickhouse = {
    ...whole,
    insertBlock: async (...args) => {
      if (++inserts === 2) throw new Error("the store is gone");
      return whole.insertBlock(...args);
    },
  };
  try {
    await expect(importList(month, events)).rejects.toThrow("the store is gone");
  } finally {
    services.stores.clickhouse = whole;
  }
  expect(inserts).toBe(2);
  expect(filesOnTheWay()).toEqual([]);
  expect(await importList(month, events)).toMatchObject({ events: 25_000 });
});

it("stores what is missing among what is there, in the very text of the archive", async () => {
  const month = newMonth();
  const [known, fresh] = [at("2026-03-11T10:00:00Z"), at("2026-03-12T10:00:00Z")];
  await poll(month, [known]);
  const text = JSON.stringify(fresh, null, 1).replace("config_change", "config\\u005fchange");
  expect(await importJson(month, `[${JSON.stringify(known)}, ${text} ]`)).toMatchObject({
    already_stored: 1,
    missing: 1,
  });
  const rows = await clickhouse.query<{ eventID: string; rawLog: string; name: string }>(
    "SELECT eventID, rawLog, eventName AS name FROM heroku_audit_logs WHERE resource_id = {resource:UUID} ORDER BY eventTime",
    { resource: month.resourceId },
  );
  expect(rows).toEqual([
    { eventID: known.id, rawLog: JSON.stringify(known), name: "config_change.set" },
    { eventID: fresh.id, rawLog: text, name: "config_change.set" },
  ]);
});

it("holds few events at once when they are large", async () => {
  const month = newMonth();
  const note = "x".repeat(900_000);
  const events = Array.from({ length: 20 }, (_, i) => at(`2026-03-11T10:00:${String(i).padStart(2, "0")}Z`, { note }));
  expect(await importList(month, events)).toMatchObject({ events: 20 });
  const [row] = await clickhouse.query<{ batches: number }>(
    "SELECT uniqExact(batch) AS batches FROM audit_archive_ids WHERE id IN {ids:Array(String)}",
    { ids: events.map(({ id }) => `a-${id}`) },
  );
  expect(row?.batches).toBe(2); // of ten events each, which were held five at a time
});

it("counts an event that is twice in the archive once", async () => {
  const month = newMonth();
  const event = at("2026-03-11T10:00:00Z");
  expect(await importList(month, [event, event])).toMatchObject({ events: 1, missing: 1 });
});

it("reads an open month up to the midnight before it was written: what polls found since is not extra", async () => {
  const month = newMonth();
  const stored = at("2026-03-18T23:59:00Z");
  await poll(month, [stored, at("2026-03-19T00:00:01Z")]);
  const found = await importList(month, [], new Date("2026-03-19T00:02:00Z"));
  expect(found).toMatchObject({ extra: 1, extra_ids: [stored.id], covers_until: new Date("2026-03-19T00:00:00Z") });
});

it("calls extra only what polls of this source found", async () => {
  const month = newMonth();
  const other = { ...month, sourceId: randomUUID() };
  await poll(other, [at("2026-03-11T10:00:00Z")]);
  expect(await importList(month, [])).toMatchObject({ extra: 0 });
});

it("leaves another resource's events out of it", async () => {
  const [month, neighbour] = [newMonth(), newMonth()];
  const event = at("2026-03-11T10:00:00Z");
  await poll(neighbour, [event]);
  expect(await importList(month, [event])).toMatchObject({ events: 1, already_stored: 0, missing: 1 });
  expect(await countRows(neighbour)).toBe(1);
});

it("takes events that lie outside of the month, or have no time", async () => {
  const month = newMonth();
  const events = [at("2026-02-28T23:59:59Z"), at("2027-01-01T00:00:00Z"), auditEvent({ created_at: null })];
  expect(await importList(month, events)).toMatchObject({ events: 3 });
  expect(await countRows(month)).toBe(3);
});

it("passes over entries that are no events, and says how many", async () => {
  const month = newMonth();
  const json = `{"entries":[${JSON.stringify(at("2026-03-11T10:00:00Z"))},null,{"id":}]}`;
  expect(await importJson(month, json)).toMatchObject({ unreadable: 2, events: 1 });
});
