import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importArchive } from "../../../app/domain/audit/import-archive.ts";
import { listDueArchives } from "../../../app/domain/audit/sync-archives.ts";
import { EVIDENCE_CHUNK_BYTES, readChunks } from "../../../app/stores/postgres/audit-evidence.ts";
import {
  type AuditWorld,
  addSource,
  archiveOf,
  countEvents,
  eventsOfMonth,
  importAll,
  pollEvents,
  startAuditWorld,
  type ToldSource,
} from "../../support/audit-archives.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
});
afterAll(() => world.stop());
beforeEach(() => world.setTime("2026-03-11T10:00:00Z"));
afterEach(() => world.sandbox.behave());

/** Added on the fourteenth of February; the account's trail starts on the first. */
const newSource = (wish: Partial<Parameters<typeof addSource>[1]> = {}) =>
  addSource(world, { startsOn: "2026-02-01", eventsPerDay: 20, addedAt: "2026-02-14T00:00:00Z", ...wish });

const since = (at: string) => (event: unknown) => (event as { created_at: string }).created_at >= at;

async function evidenceOf(source: ToldSource, month: string): Promise<Buffer> {
  const { evidence_id } = await archiveOf(world, source, month);
  const parts: Buffer[] = [];
  for await (const part of readChunks(world.service.services.stores.pg, source.resourceId, evidence_id ?? ""))
    parts.push(part);
  return Buffer.concat(parts);
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("an archive with the checksum Heroku states", () => {
  it("proves what polling found, and brings what it did not: one event missing, one extra", async () => {
    const source = await newSource();
    world.sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "lacks-events", times: 1 });
    const all = eventsOfMonth(world, source, "2026-02");
    const [unseen, ...polled] = all.filter(since("2026-02-14"));
    // The archive lacks the last event of the day that stands first in it; which day that is only the archive knows. The event that polling
    // missed is the first of its day, so it is another one.
    await pollEvents(world, source, [...all.filter((event) => !since("2026-02-14")(event)), ...polled]);
    await importAll(world, source);
    const row = await archiveOf(world, source, "2026-02");
    expect(row).toMatchObject({
      status: "verified",
      events: all.length - 1,
      already_stored: all.length - 2,
      missing: 1,
      backfilled: 0,
      late: 0,
      extra: 1,
      progress: 100,
      error_code: null,
      covers_until: new Date("2026-03-01T00:00:00Z"),
      verified_at: new Date("2026-03-11T10:00:00Z"),
    });
    expect(row.checksum).toBe(row.computed_checksum);
    expect(row.extra_ids).toHaveLength(1);
    expect(all.map(({ id }) => id)).toContain(row.extra_ids[0]);
    expect(row.extra_ids).not.toContain(unseen?.id);
    expect(await countEvents(world, source)).toBeGreaterThanOrEqual(all.length);
  });

  it("brings the events the archive alone has", async () => {
    const source = await newSource();
    world.sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "adds-events", times: 2 });
    const all = eventsOfMonth(world, source, "2026-02");
    await importAll(world, source);
    const before = all.filter((event) => !since("2026-02-14")(event)).length;
    expect(await archiveOf(world, source, "2026-02")).toMatchObject({
      status: "verified",
      events: all.length + 2,
      backfilled: before + 2, // those that only the archive has are dated the first of the month
      missing: all.length - before,
      extra: 0,
    });
  });

  it("is kept byte for byte, whatever its size", async () => {
    const source = await newSource({ eventsPerDay: 500 });
    await importAll(world, source);
    const row = await archiveOf(world, source, "2026-02");
    const bytes = await evidenceOf(source, "2026-02");
    expect(bytes.length).toBeGreaterThan(2 * EVIDENCE_CHUNK_BYTES);
    expect(bytes.length).toBe(row.size);
    expect(sha256(bytes)).toBe(row.checksum);
  });

  it("is not fetched again", async () => {
    const source = await newSource();
    await importAll(world, source);
    expect(await listDueArchives(world.service.services, source.resourceId, source.sourceId)).toEqual([]);
  });

  it("of the open month is read again after each midnight, and what it brought stays brought by it", async () => {
    const source = await newSource();
    const polled = (until: string) => eventsOfMonth(world, source, "2026-03").filter((event) => !since(until)(event));
    await pollEvents(world, source, polled("2026-03-10"));
    await importAll(world, source);
    const first = await archiveOf(world, source, "2026-03");
    expect(first).toMatchObject({ status: "verified", covers_until: new Date("2026-03-11T00:00:00Z"), extra: 0 });
    expect(first.missing).toBeGreaterThan(0);
    expect(first.already_stored).toBe(polled("2026-03-10").length);
    world.sandbox.audit.addEvent(source.account, { created_at: "2026-03-11T11:00:00.000Z" });
    world.setTime("2026-03-12T00:20:00Z");
    await importAll(world, source);
    const second = await archiveOf(world, source, "2026-03");
    expect(second.covers_until).toEqual(new Date("2026-03-12T00:00:00Z"));
    expect(second.checksum).not.toBe(first.checksum);
    expect(second.already_stored).toBe(first.already_stored);
    expect(second.events).toBe(second.already_stored + second.missing);
    expect(second.missing).toBeGreaterThan(first.missing);
    expect(sha256(await evidenceOf(source, "2026-03"))).toBe(second.checksum);
  });
});

describe("an archive that proves nothing", () => {
  it("with another checksum is kept as evidence, and not imported", async () => {
    const source = await newSource();
    world.sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "wrong-checksum", times: 1 });
    await importAll(world, source);
    const row = await archiveOf(world, source, "2026-02");
    expect(row).toMatchObject({
      status: "mismatch",
      error_code: "audit.archive_mismatch",
      events: 0,
      verified_at: null,
    });
    expect(row.error_advice).toContain("kept as evidence");
    const bytes = await evidenceOf(source, "2026-02");
    expect(sha256(bytes)).toBe(row.computed_checksum);
    expect(row.computed_checksum).not.toBe(row.checksum);
    const stored = eventsOfMonth(world, source, "2026-03").filter((event) => !since("2026-03-11")(event));
    expect(await countEvents(world, source)).toBe(stored.length);
  });

  it("that was cut is told, and nothing of it is kept or imported; after midnight it is tried again", async () => {
    const source = await newSource();
    world.sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "truncated", times: 1 });
    await importAll(world, source);
    const row = await archiveOf(world, source, "2026-02");
    expect(row).toMatchObject({
      status: "failed",
      error_code: "audit.archive_unreadable",
      evidence_id: null,
      events: 0,
    });
    expect(row.error_advice).toContain("bytes came where Heroku announces");
    world.sandbox.behave();
    await importAll(world, source);
    expect((await archiveOf(world, source, "2026-02")).status).toBe("failed");
    world.setTime("2026-03-12T00:20:00Z");
    await importAll(world, source);
    expect(await archiveOf(world, source, "2026-02")).toMatchObject({ status: "verified", error_code: null });
  });

  it.each([
    ["cut", { kind: "cut-body", times: 1 }],
    ["gone from its storage", { kind: "answer", status: 404, times: 1 }],
    ["behind a link that was revoked", { kind: "answer", status: 403, times: 1 }],
  ] as const)("that is %s on the way is told", async (_how, misdeed) => {
    const source = await newSource({ archivesFrom: "2026-03" });
    world.sandbox.misbehave({ ...misdeed, route: "GET /audit-archives/*" });
    await importAll(world, source);
    expect(await archiveOf(world, source, "2026-03")).toMatchObject({
      status: "failed",
      error_code: "audit.archive_unreadable",
      evidence_id: null,
    });
  });

  it.each([
    [401, "audit.token_refused"],
    [403, "audit.forbidden"],
    [404, "audit.account_gone"],
    [429, "audit.budget_low"],
    [503, "audit.heroku_away"],
  ] as const)("that Heroku refuses with %s is told in the words of the source", async (status, code) => {
    const source = await newSource({ archivesFrom: "2026-03" });
    world.sandbox.misbehave({ kind: "answer", route: "GET /enterprise-accounts/:id/archives/*", status, times: 2 });
    await importAll(world, source);
    expect(await archiveOf(world, source, "2026-03")).toMatchObject({ status: "failed", error_code: code });
  });
});

describe("an import that dies", () => {
  it("is taken over, needs no second download, and counts every event once", async () => {
    const source = await newSource({ eventsPerDay: 1_500, archivesFrom: "2026-02" });
    const [due] = await listDueArchives(world.service.services, source.resourceId, source.sourceId);
    const job = { resourceId: source.resourceId, archiveId: due?.id ?? "" };
    const die = async (percent: number) => {
      if (percent > 80) throw new Error("killed");
    };
    await expect(importArchive(world.service.services, job, die)).rejects.toThrow("killed");
    expect((await archiveOf(world, source, "2026-02")).status).toBe("importing");
    const half = await countEvents(world, source);
    const all = eventsOfMonth(world, source, "2026-02").length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(all);

    // Somebody may still be at it: nobody else takes it for a minute.
    await importArchive(world.service.services, job);
    expect((await archiveOf(world, source, "2026-02")).status).toBe("importing");
    world.setTime("2026-03-11T10:02:00Z");
    world.sandbox.misbehave({ kind: "answer", route: "GET /audit-archives/*", status: 500, times: 1 });
    await importArchive(world.service.services, job);
    const row = await archiveOf(world, source, "2026-02");
    expect(row).toMatchObject({ status: "verified", events: all, already_stored: 0, extra: 0 });
    expect(row.backfilled + row.missing).toBe(all);
    expect(await countEvents(world, source)).toBe(all);
  });

  it("ends by itself when its source is removed meanwhile", async () => {
    const source = await newSource({ eventsPerDay: 500, archivesFrom: "2026-02" });
    const [due] = await listDueArchives(world.service.services, source.resourceId, source.sourceId);
    const { pg } = world.service.services.stores;
    let removedAt = 0;
    await importArchive(
      world.service.services,
      { resourceId: source.resourceId, archiveId: due?.id ?? "" },
      async (percent) => {
        if (percent > 20 && removedAt === 0) {
          removedAt = percent;
          await pg("audit_sources").where({ id: source.sourceId }).delete();
        }
      },
    );
    expect(removedAt).toBeGreaterThan(0);
    expect(await pg("audit_evidence_chunks").where({ source_id: source.sourceId })).toEqual([]);
  });
});

it("does not import another resource's archive", async () => {
  const [source, stranger] = [await newSource(), await newSource()];
  const [due] = await listDueArchives(world.service.services, source.resourceId, source.sourceId);
  await importArchive(world.service.services, { resourceId: stranger.resourceId, archiveId: due?.id ?? "" });
  expect((await archiveOf(world, source, "2026-02")).status).toBe("pending");
});

it("leaves months before `archives_from` for a backfill", async () => {
  const source = await newSource({ archivesFrom: "2026-03" });
  await importAll(world, source);
  expect((await archiveOf(world, source, "2026-02")).status).toBe("pending");
  expect((await archiveOf(world, source, "2026-03")).status).toBe("verified");
});
