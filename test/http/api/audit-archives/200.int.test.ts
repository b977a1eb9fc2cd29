import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditArchivesAnswer } from "../../../../app/contract/audit.ts";
import * as sources from "../../../../app/stores/postgres/audit-sources.ts";
import { callApi } from "../../../support/api.ts";
import {
  type AuditWorld,
  addSource,
  eventsOfMonth,
  importAll,
  startAuditWorld,
  type ToldSource,
} from "../../../support/audit-archives.ts";

let world: AuditWorld;
let source: ToldSource;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
  source = await addSource(world, {
    startsOn: "2026-01-10",
    eventsPerDay: 20,
    addedAt: "2026-02-14T00:00:00Z",
    archivesFrom: "2026-02",
  });
  world.sandbox.misbehave({ kind: "archive", month: "2026-03", fault: "wrong-checksum", times: 1 });
  await importAll(world, source);
});
afterAll(() => world.stop());

const list = async () =>
  (
    await callApi<AuditArchivesAnswer>(
      world.service,
      { token: source.apiToken },
      "GET",
      `/audit/sources/${source.sourceId}/archives`,
    )
  ).body.data;

it("lists every month Heroku has, the newest first, with what each proves", async () => {
  const [open, closed, waiting, ...none] = await list();
  expect(none).toEqual([]);
  expect(waiting).toMatchObject({ year: 2026, month: 1, status: "pending", verified: false, computed_checksum: null });
  const events = eventsOfMonth(world, source, "2026-02").length;
  expect(closed).toMatchObject({
    year: 2026,
    month: 2,
    status: "verified",
    verified: true,
    verified_at: "2026-03-11T10:00:00.000Z",
    progress: 100,
    events,
    extra: 0,
    extra_ids: [],
    covers_until: "2026-03-01T00:00:00.000Z",
    is_open: false,
    error: null,
  });
  expect((closed?.already_stored ?? 0) + (closed?.missing ?? 0) + (closed?.backfilled ?? 0)).toBe(events);
  expect(closed?.computed_checksum).toBe(closed?.checksum);
  expect(open).toMatchObject({
    year: 2026,
    month: 3,
    status: "mismatch",
    verified: false,
    is_open: true,
    error: { code: "audit.archive_mismatch" },
  });
  expect(open?.computed_checksum).not.toBe(open?.checksum);
});

it("goes on answering when the source has ended", async () => {
  const { pg } = world.service.services.stores;
  await sources.end(pg, source.resourceId, source.sourceId, { at: new Date(), isKept: true });
  expect(await list()).toHaveLength(3);
});
