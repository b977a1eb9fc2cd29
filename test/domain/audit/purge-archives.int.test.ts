import { afterAll, beforeAll, expect, it } from "vitest";
import { purgeSource } from "../../../app/domain/audit/purge-source.ts";
import { pruneControlPlane } from "../../../app/domain/ledger/prune-control-plane.ts";
import { purgeResource } from "../../../app/domain/resources/purge-resource.ts";
import * as sources from "../../../app/stores/postgres/audit-sources.ts";
import {
  type AuditWorld,
  addSource,
  countEvents,
  importAll,
  startAuditWorld,
  type ToldSource,
} from "../../support/audit-archives.ts";
import { partnerCall } from "../../support/service.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
});
afterAll(() => world.stop());

const newSource = () => addSource(world, { startsOn: "2026-02-20", eventsPerDay: 10, addedAt: "2026-03-01T00:00:00Z" });
const pg = () => world.service.services.stores.pg;
const rowsOf = async (table: string, { sourceId }: ToldSource) =>
  (await pg()(table).where({ source_id: sourceId })).length;

it("a source that is removed without keeping takes its archives, their bytes and its events along, and nobody else's", async () => {
  const [gone, stays] = [await newSource(), await newSource()];
  for (const each of [gone, stays]) await importAll(world, each);
  expect(await rowsOf("audit_evidence_chunks", gone)).toBe(2);
  await sources.end(pg(), gone.resourceId, gone.sourceId, { at: new Date(), isKept: false });
  await purgeSource(world.service.services, { resourceId: gone.resourceId, sourceId: gone.sourceId });
  for (const table of ["audit_archives", "audit_evidence_chunks"]) {
    expect(await rowsOf(table, gone)).toBe(0);
    expect(await rowsOf(table, stays)).toBe(2);
  }
  expect(await countEvents(world, gone)).toBe(0);
  expect(await countEvents(world, stays)).toBeGreaterThan(0);
});

it("an import that is under way is ended first, and the purge comes again", async () => {
  const source = await newSource();
  await importAll(world, source);
  await pg()("audit_archives").where({ source_id: source.sourceId, month: 3 }).update({ status: "importing" });
  await sources.end(pg(), source.resourceId, source.sourceId, { at: new Date(), isKept: false });
  const purge = () => purgeSource(world.service.services, { resourceId: source.resourceId, sourceId: source.sourceId });
  await expect(purge()).rejects.toThrow("being imported");
  expect(await rowsOf("audit_archives", source)).toBe(2);
  await purge();
  expect(await rowsOf("audit_archives", source)).toBe(0);
});

it("the purge of a resource leaves no archive and no byte of one", async () => {
  const source = await newSource();
  await importAll(world, source);
  await partnerCall(world.service, "DELETE", `/${source.resourceId}`);
  await purgeResource(world.service.services, { resourceId: source.resourceId });
  for (const table of ["audit_archives", "audit_evidence_chunks"]) expect(await rowsOf(table, source)).toBe(0);
});

it("bytes that belong to no archive are gone after a day, and no others", async () => {
  const source = await newSource();
  await importAll(world, source);
  await pg()("audit_archives").where({ source_id: source.sourceId, month: 2 }).update({ evidence_id: null });
  await pg()("audit_evidence_chunks")
    .where({ source_id: source.sourceId })
    .update({ created_at: "2026-03-09T00:00:00Z" });
  await pruneControlPlane(world.service.services);
  expect(await rowsOf("audit_evidence_chunks", source)).toBe(1);
});
